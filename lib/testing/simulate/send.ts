import { type ClientRequest } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { USER_AGENT, postAsVendor, statusOf } from "../../vendor-post.js";
import { type PlannedPost } from "./planned.js";

/** What came of a post. */
export interface Outcome {
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly milliseconds: number;
}

/** Between two pieces of a slow body, in milliseconds. */
const PIECE_WAIT = 15;

/** Posts as the vendor does, or as badly as is planned. Never rejects. */
export async function send(url: URL, planned: PlannedPost, timeout: number, signal: AbortSignal): Promise<Outcome> {
  const start = performance.now();
  const ended = (status: number | undefined, error: string | undefined): Outcome => ({ status, error, milliseconds: performance.now() - start });
  const end = new AbortController();
  const stop = (): void => end.abort("stopped");
  const tooLate = setTimeout(() => end.abort("timeout"), timeout);
  signal.addEventListener("abort", stop);
  // What calls say to be is not known.
  const userAgent = "queueId" in planned.event ? undefined : USER_AGENT;
  const write = (request: ClientRequest): void => void writeBody(request, planned);
  try {
    return ended(await statusOf(postAsVendor(url, planned.body, { userAgent, signal: end.signal, write })), undefined);
  } catch (error) {
    return ended(undefined, end.signal.aborted ? String(end.signal.reason) : codeOf(error));
  } finally {
    clearTimeout(tooLate);
    signal.removeEventListener("abort", stop);
  }
}

async function writeBody(request: ClientRequest, { body, manner }: PlannedPost): Promise<void> {
  if (manner.is === "whole") {
    request.end(body);
    return;
  }
  if (manner.is === "cut-off") {
    const end = (): unknown => (manner.breaks ? request.destroy() : request.socket?.end());
    request.write(body.subarray(0, manner.after), end);
    return;
  }
  for (let at = 0; at < body.length && !request.destroyed; at += manner.piece) {
    request.write(body.subarray(at, at + manner.piece));
    await pause(PIECE_WAIT);
  }
  if (!request.destroyed) request.end();
}

/** Never a message: it may have the URL in it. */
function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
}
