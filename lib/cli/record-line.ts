import { z } from "zod";
import { type Postback, classify } from "../index.js";

/** A postback as a line of JSON has it: all of the event, and its body. */
export function recordLine({ raw, ...event }: Postback, bytes: Buffer): object {
  return { ...event, body: raw, ...(bytes.equals(Buffer.from(raw)) ? {} : { base64: bytes.toString("base64") }) };
}

const text = z.string("expected a text");
const schema = z.object({
  body: text,
  base64: z.base64("expected Base64").nullish(),
  receivedAt: z.iso.datetime({ offset: true, error: "expected a time with its zone, such as 2026-01-31T14:30:00Z" }).nullish(),
  account: text.nullish(),
});

/** A postback with the bytes that it came as. */
export interface Recording {
  readonly postback: Postback;
  readonly bytes: Buffer;
}

/** What a line of JSON holds; `undefined` when it has no `body`. Throws a `ZodError` for one whose fields do not hold, and something else for what is no JSON. */
export function readRecordLine(line: string): Recording | undefined {
  const read: unknown = JSON.parse(line);
  if (typeof read !== "object" || read === null || !("body" in read)) return undefined;
  const { body, base64, receivedAt, account } = schema.parse(read);
  const bytes = typeof base64 === "string" ? Buffer.from(base64, "base64") : Buffer.from(body);
  return { postback: classify(bytes, { account: account ?? undefined, receivedAt: typeof receivedAt === "string" ? new Date(receivedAt) : undefined }), bytes };
}
