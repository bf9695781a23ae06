import { z } from "zod";

/** The header that says what a request is for: `probe`, or `replay` for a postback that is sent again by hand. */
export const PURPOSE_HEADER = "cdyne-postback";
/** The first field of a probe, for where a proxy takes the header away. */
export const PROBE_FIELD = "CdynePostbackProbe";

const inbox = z.object({ waiting: z.int(), running: z.int(), dead: z.int(), oldestAge: z.number() });

/** How a request came to the router. */
const request = z.object({
  httpVersion: z.string(),
  contentType: z.string().optional(),
  contentLength: z.string().optional(),
  contentEncoding: z.string().optional(),
  transferEncoding: z.string().optional(),
  /** Whether it asked for `100 Continue`. */
  expect: z.boolean(),
  /** Whether its header said that it is a probe, or only its body. */
  header: z.boolean(),
  /** Of the client, as Express sees it: a proxy's where `trust proxy` is not set. */
  address: z.string().optional(),
  /** Whether that is another than the one that is connected. */
  trustsProxy: z.boolean(),
  /** How many addresses proxies have noted in `X-Forwarded-For`. */
  forwardedFor: z.int(),
  forwardedProto: z.string().optional(),
  /** Whether this very connection is encrypted. */
  encrypted: z.boolean(),
});

/** The inside of a receiver, which only who has the secret is told. No token, number, text, key, path or file name is in it. */
const inside = z.object({
  request,
  node: z.string(),
  /** Whether NODE_ENV is production. */
  production: z.boolean(),
  durable: z.boolean(),
  /** How the inbox is doing, or the code of the error with which it did not say. */
  inbox: z.union([inbox, z.object({ error: z.string() })]),
  /** Whether handlers run in this process. */
  delivers: z.boolean(),
  /** The events that have handlers; `any` for those of `onAny()`. */
  handlers: z.array(z.string()),
  /** The events that came while nobody was subscribed to them. */
  unhandled: z.array(z.string()),
  /** Codes of the warnings that were logged so far. */
  warnings: z.array(z.string()),
});

/** What a receiver answers a probe with. `inside` is missing where the door is open, because anybody could ask. */
export const probeReportSchema = z.object({
  probe: z.literal(1),
  /** How the body came; `lost` when something before the router has read it and kept nothing. */
  via: z.enum(["stream", "bytes", "text", "parsed", "lost"]),
  /** The body as the library reads it. */
  body: z.string(),
  /** Its names and values, decoded. */
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** The receiver's clock, in milliseconds since 1970. */
  now: z.number(),
  inside: inside.optional(),
});

export type ProbeReport = z.infer<typeof probeReportSchema>;
/** The inside of a receiver. */
export type ProbeInside = z.infer<typeof inside>;
