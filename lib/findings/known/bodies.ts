import { type FindingText } from "../finding.js";

/** On how bodies, headers and times arrive. */
export const bodyFindings = {
  DOCTOR_BODY_REFUSED: {
    severity: "error",
    what: "The host refuses some bodies.",
    why: "What the vendor posts in this form is lost.",
    mend: "Look for a firewall or a limit before the router: 403 and 406 come from such, 413 from a limit, 400 and 415 from a parser.",
  },
  DOCTOR_BODY_EMPTY: {
    severity: "error",
    what: "The body arrives empty.",
    why: "Nothing of a postback is left.",
    mend: "Look for a redirect inside of the host, and for middleware or a proxy that reads bodies and passes none on.",
  },
  DOCTOR_BODY_CUT: {
    severity: "error",
    what: "The body arrives cut off.",
    why: "The ends of texts are missing, or whole fields.",
    mend: "Look for a limit of length at the proxy or in middleware.",
  },
  DOCTOR_BODY_CHANGED: {
    severity: "error",
    what: "The body arrives changed.",
    why: "Texts and receipts are not what was posted.",
    mend: "Let the proxy pass bodies on as they are, and middleware leave them alone.",
  },
  DOCTOR_BODY_REENCODED: {
    severity: "warning",
    what: "The body arrives encoded in another way; the fields are the same.",
    why: "`raw` is not what the vendor posted, and what it posts unencoded may not survive.",
    mend: "Let the proxy pass bodies on as they are.",
  },
  DOCTOR_BODY_PARSED: {
    severity: "note",
    what: "A body parser stands before the router; nothing that was tried is lost.",
    why: "`raw` is only put together again from what the parser has read.",
    mend: "Mount the router before body parsers.",
  },
  DOCTOR_BODY_PARSER_LOSES: {
    severity: "error",
    what: "A body parser before the router loses parts of what is posted.",
    why: "The vendor posts receipts without encoding their text; a form parser cuts it at & and changes + and %.",
    mend: "Mount the router before body parsers, or let the parser keep the bytes: `verify: (req, res, bytes) => { req.rawBody = bytes }`.",
  },
  DOCTOR_CONTINUE: {
    severity: "note",
    what: "The host does not answer `Expect: 100-continue`.",
    why: "The vendor waits a while before it sends the body; every post takes longer.",
    mend: "Look at the proxy: it should pass `Expect` on, or answer it itself.",
  },
  DOCTOR_CHUNKED: {
    severity: "note",
    what: "A body that is sent in chunks does not arrive.",
    why: "The vendor sends the length, so this does no harm as long as no proxy makes chunks of it.",
    mend: "Look for a proxy or a parser that reads bodies by Content-Length only.",
  },
  DOCTOR_HEADER_LOST: {
    severity: "note",
    what: "A proxy takes unknown headers away.",
    why: "What `replay` sends cannot be marked as such, and comes with `source: \"postback\"`.",
    mend: "Let the header `cdyne-postback` through.",
  },
  DOCTOR_PROXY_ADDRESS: {
    severity: "note",
    what: "A proxy stands before the host, and the library sees its address for that of everybody.",
    why: "`allow` would refuse or admit everybody.",
    mend: "Before you use `allow`, say how many proxies there are: in Express `app.set(\"trust proxy\", <number>)`, in Fastify `trustProxy: <number>`.",
  },
  DOCTOR_CLOCK: {
    severity: "warning",
    what: "The host's clock is off, or this machine's.",
    why: "`receivedAt` is wrong, and so is all that goes by the hour: retries, leases, what is kept.",
    mend: "Have the clocks set by NTP.",
  },
} as const satisfies Record<string, FindingText>;
