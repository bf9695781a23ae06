import { z } from "zod";
import { checkOptions } from "../check-options.js";
import { milliseconds } from "../duration.js";
import { type Logger, PostbackError, instant } from "../index.js";
import { consoleLogger, createLog } from "../log.js";
import { isLoopbackHost } from "../networks.js";
import { flag } from "./request/arguments.js";
import { type ClientContext } from "./context.js";
import { Limiter, type RateLimit } from "./request/limiter.js";
import { Observers } from "./messages/observers.js";
import { postbackUrlFor } from "./postbacks/postback-url.js";
import { LONGEST_TIMER, Transport } from "./request/transport.js";

export interface ClientOptions {
  /** The key of the product, a GUID. The vendor suspends the addresses from which wrong keys come. */
  licenseKey: string;
  /** Put on every send and call that names none: what `postbacks.url()` gives. In lower case when there are calls. */
  postbackUrl?: string | undefined;
  /** Of SMS and MMS; `https://messaging.esendex.us/Messaging.svc` by default. */
  messagingUrl?: string | undefined;
  /** Of calls; `https://ws.esendex.us/notifyws/phonenotify.asmx` by default. */
  voiceUrl?: string | undefined;
  /** The XML namespace of calls; `http://ws.cdyne.com/NotifyWS/` by default. */
  voiceNamespace?: string | undefined;
  /** Sends the requests; the global `fetch` by default. */
  fetch?: typeof fetch | undefined;
  /** How long a call of a method may take, retries included, in milliseconds; 30,000 by default. */
  timeout?: number | undefined;
  /** At most so many requests of this client in each such time; those above it wait. No limit by default. */
  rateLimit?: RateLimit | undefined;
  /**
   * Whether the clock at the offset of `/Date(ms-0700)/` is UTC, which the vendor's samples show; true by default.
   * With `false` the milliseconds are taken as they are.
   */
  offsetDates?: boolean | undefined;
  /** A logger of pino's shape; by default warnings and errors go to the console. */
  logger?: Logger | undefined;
}

const MESSAGING_URL = "https://messaging.esendex.us/Messaging.svc";
const VOICE_URL = "https://ws.esendex.us/notifyws/phonenotify.asmx";
const VOICE_NAMESPACE = "http://ws.cdyne.com/NotifyWS/";
/** In milliseconds. */
const TIMEOUT = 30_000;
const OFFSET = /^(\\?\/Date\(-?\d+)[ +-]\d{4}(?=\)\\?\/$)/;

const base = z.string().refine(isBase, "expected an absolute https URL without query; http only on this machine").optional();
const rateLimit = z.object({
  requests: z.int().positive(),
  per: z.custom<RateLimit["per"]>((time) => milliseconds(time) > 0 && milliseconds(time) <= LONGEST_TIMER, 'expected milliseconds, or "1s"'),
});
const schema = z.object({
  // Checked for itself, with a code of its own.
  licenseKey: z.unknown(),
  postbackUrl: z.string().optional(),
  messagingUrl: base,
  voiceUrl: base,
  voiceNamespace: z.string().min(1).optional(),
  fetch: z.custom((value) => typeof value === "function", "expected a function").optional(),
  timeout: z.number().positive().max(LONGEST_TIMER).optional(),
  rateLimit: rateLimit.optional(),
  offsetDates: flag.optional(),
  logger: z.custom(isLogger, "expected an object with warn() and error()").optional(),
});

/** Throws CDYNE_LICENSE_KEY_INVALID, CDYNE_OPTION_INVALID and CDYNE_POSTBACK_URL_INVALID. */
export function contextOf(options: ClientOptions): ClientContext {
  checkOptions("createClient()", schema, options);
  const log = createLog(options.logger ?? consoleLogger);
  const limiter = options.rateLimit && new Limiter(options.rateLimit);
  return {
    licenseKey: checkedKey(options.licenseKey),
    transport: new Transport({ fetch: options.fetch ?? fetch, timeout: options.timeout ?? TIMEOUT, limiter }),
    messagingUrl: trimmed(options.messagingUrl ?? MESSAGING_URL),
    voiceUrl: trimmed(options.voiceUrl ?? VOICE_URL),
    voiceNamespace: options.voiceNamespace ?? VOICE_NAMESPACE,
    postbackUrl: postbackUrlFor({ postbackUrl: undefined, log }, options.postbackUrl),
    instant: options.offsetDates === false ? (text) => instant(text?.replace(OFFSET, "$1")) : instant,
    log,
    observers: new Observers(log),
  };
}

function checkedKey(key: unknown): string {
  const guid = typeof key === "string" && z.guid().safeParse(key).success ? key.toLowerCase() : undefined;
  if (guid === undefined || /^[0-]+$/.test(guid)) throw new PostbackError("CDYNE_LICENSE_KEY_INVALID");
  return guid;
}

/** The licence key goes there with every request. */
function isBase(url: string): boolean {
  if (!/^https?:\/\/[^?#\s@]+$/i.test(url) || !URL.canParse(url)) return false;
  const read = new URL(url);
  return read.protocol === "https:" || isLoopbackHost(read);
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, "");
}

function isLogger(value: unknown): boolean {
  return typeof value === "object" && value !== null && ["warn", "error"].every((method) => typeof Reflect.get(value, method) === "function");
}
