import { z } from "zod";
import { type Postback, PostbackError, type Postbacks } from "../index.js";
import { checkOptions, invalidOption } from "../check-options.js";
import { timer } from "../options.js";
import { USER_AGENT } from "../vendor-post.js";
import { type PostAnswer, post } from "./post.js";
import { type RequestTaker, served } from "./served.js";
import { isPostable } from "./vendor/protocols/dispatch.js";

/** What takes postbacks: what `createPostbacks()` gives, of which only this is needed. */
type Receiver = Pick<Postbacks, "listener" | "url">;

/** How a postback is posted. */
export interface DeliverOptions {
  /** How long the answer may take, in milliseconds; 10,000 by default. */
  timeout?: number | undefined;
  /** Beside the vendor's own, or in their place. */
  headers?: Readonly<Record<string, string>> | undefined;
}
/** To what `createPostbacks()` gives. */
export interface DeliverToPostbacksOptions extends DeliverOptions {
  /** Whose token is used, where `tokens` has labels. */
  account?: string | undefined;
}
/** To a listener or an Express application. */
export interface DeliverToListenerOptions extends DeliverOptions {
  /** Where it takes postbacks, with the token: `/cdyne/<token>`. */
  path: string;
}

const shape = { timeout: timer.optional(), headers: z.record(z.string(), z.string()).optional() };
const toUrlSchema = z.object(shape);
const toPostbacksSchema = z.object({ ...shape, account: z.string().optional() });
const PATH = 'expected the path of the PostBackURL, such as "/cdyne/<token>"';
const toListenerSchema = z.object({ ...shape, path: z.string(PATH).startsWith("/", PATH) });

/**
 * Posts a postback as the vendor does, over a socket, and gives the answer; redirects are not followed. A listener, an
 * Express application and what `createPostbacks()` gives are served on a free port of this machine for this one post.
 *
 * @param target The PostBackURL; what `createPostbacks()` gives; or a listener or Express application, with `path`.
 * @param postback One of a fixture or of an inbox, whose `raw` is posted; or a body as text or bytes.
 * @throws {PostbackError} `CDYNE_DELIVER_UNANSWERED` when there is no answer. What a listener throws is thrown as it is.
 * @example (await deliver(postbacks, smsReply({ text: "yes" }))).status // 200
 */
export async function deliver(target: string | URL, postback: Deliverable, options?: DeliverOptions): Promise<PostAnswer>;
export async function deliver(target: Receiver, postback: Deliverable, options?: DeliverToPostbacksOptions): Promise<PostAnswer>;
export async function deliver(target: RequestTaker, postback: Deliverable, options: DeliverToListenerOptions): Promise<PostAnswer>;
export async function deliver(
  target: string | URL | Receiver | RequestTaker,
  postback: Deliverable,
  options: DeliverOptions | DeliverToPostbacksOptions | DeliverToListenerOptions = {},
): Promise<PostAnswer> {
  const body = bodyOf(postback);
  if (typeof target === "string" || target instanceof URL) {
    checkOptions("deliver()", toUrlSchema, options);
    return postTo(String(target), body, options);
  }
  if (typeof target === "function") {
    checkOptions("deliver()", toListenerSchema, options);
    const { path } = toListenerSchema.parse(options);
    return served(target, async (origin) => postTo(origin + path, body, options));
  }
  if (!isReceiver(target)) throw invalidOption("deliver()", "It posts to a URL, to what createPostbacks() gives, or to a listener or Express application.");
  checkOptions("deliver()", toPostbacksSchema, options);
  const { account } = toPostbacksSchema.parse(options);
  return served(target.listener, async (origin) => postTo(target.url(origin, { account }), body, options));
}

/** What can be posted. */
export type Deliverable = Pick<Postback, "raw"> | string | Uint8Array;

function bodyOf(postback: Deliverable): string | Uint8Array {
  const body: unknown = Reflect.get(Object(postback), "raw") ?? postback;
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  throw invalidOption("deliver()", "It posts a postback, a text or bytes.");
}

function isReceiver(target: unknown): target is Receiver {
  return typeof Reflect.get(Object(target), "listener") === "function" && typeof Reflect.get(Object(target), "url") === "function";
}

/** The URL is a secret: only its origin is told. */
async function postTo(url: string, body: string | Uint8Array, { timeout = 10_000, headers }: DeliverOptions): Promise<PostAnswer> {
  if (!isPostable(url)) throw invalidOption("deliver()", "The target is no absolute http or https URL.");
  const signal = AbortSignal.timeout(timeout);
  return post(url, body, { userAgent: USER_AGENT, headers, signal }).catch((error: unknown) => {
    const why = signal.aborted ? `did not answer within ${timeout} ms` : isRefused(error) ? "has nobody who listens" : "could not be reached, or broke the connection before its answer was whole";
    throw new PostbackError("CDYNE_DELIVER_UNANSWERED", `${new URL(url).origin} ${why}.`, { cause: error });
  });
}

/** Looks at the code alone: where tests have a global scope of their own, an error of Node is no instance of their `Error`. */
function isRefused(error: unknown): boolean {
  return Reflect.get(Object(error), "code") === "ECONNREFUSED";
}
