import { z } from "zod";

/** The header that says what a request is for: `probe`, or `replay` for a postback that is sent again by hand. */
export const PURPOSE_HEADER = "cdyne-postback";
/** The first field of a probe, for where a proxy takes the header away. */
export const PROBE_FIELD = "CdynePostbackProbe";

/** A word of the code, as a probe's answer may come from anybody: nothing that a terminal would obey. */
const code = z.string().regex(/^\w{1,64}$/);
const problemCode = z.string().regex(/^CDYNE_[A-Z0-9_]{1,58}$/);
/** Not a list of the names: a later version may have others. */
const eventName = z.string().regex(/^[a-zA-Z]{1,64}$/);

const inbox = z.union([
  z.object({ error: code }),
  z.object({ waiting: z.int(), running: z.int(), dead: z.int(), oldestAge: z.number() }),
  /** Where several accounts share it: none is told how much the others have. */
  z.object({ answers: z.literal(true) }),
]);

/** How a request came to the router. */
const request = z.object({
  /** Whether its header said that it is a probe, or only its body. */
  header: z.boolean(),
  /** Whether the client's address is another than the one that is connected, as Express sees it. */
  trustsProxy: z.boolean(),
  /** How many addresses proxies have noted in `X-Forwarded-For`. */
  forwardedFor: z.int(),
});

/** The inside of a receiver, which only who has the secret is told. No token, number, text, key, path, address or file name is in it. */
const inside = z.object({
  request,
  /** Whether NODE_ENV is production. */
  production: z.boolean(),
  durable: z.boolean(),
  /** How the inbox is doing, or the code of the error with which it did not say. */
  inbox,
  /** Whether handlers run in this process. */
  delivers: z.boolean(),
  /** The events that have handlers; `any` for those of `onAny()`. */
  handlers: z.array(eventName),
  /** The events that came while nobody was subscribed to them; none are told where several accounts share the receiver. */
  unhandled: z.array(eventName),
  /** Codes of the warnings that were logged so far. */
  warnings: z.array(problemCode),
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
/** The inside of a receiver, with how the probe came. */
export type ProbeInside = z.infer<typeof inside>;
/** How a receiver is, by its own word. No token, number, text, key, path, address or file name is in it. */
export type ReceiverReport = Omit<ProbeInside, "request">;
