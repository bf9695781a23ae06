import { PROBE_FIELD, PURPOSE_HEADER, type ProbeInside, type ProbeReport, type ReceiverReport } from "../probe-report.js";
import { type Body, decode } from "../wire/decode.js";
import { kindOf } from "../wire/kind.js";
import { type Answer } from "./answer.js";
import { type HostRequest, type ReadBody } from "./body.js";

/** What a request says it is for. The vendor says nothing. */
export type Purpose = "postback" | "replay" | "probe";

export function purposeOf({ headers }: HostRequest): Purpose {
  const said = headers[PURPOSE_HEADER];
  return said === "replay" || said === "probe" ? said : "postback";
}

/** Names that only the vendor posts. One alone is enough: of a postback that came damaged there may be no more left. */
const OF_THE_VENDOR = ["messageid", "matchedmessageid", "queueid", "responsecode"];
const BEGINNING = Buffer.from(`${PROBE_FIELD}=`);

/** Whether a body begins as a probe although no header says so. Nothing with a name of the vendor's is one. */
export function bringsProbe(body: Body): boolean {
  if (!mayBringProbe(body)) return false;
  const { fields } = decode(body);
  return kindOf(fields) === undefined && !Object.keys(fields).some((name) => OF_THE_VENDOR.includes(name.toLowerCase()));
}

/** Quick, because every postback is asked: the field comes first, and to look for it further would take longer than all else. */
function mayBringProbe(body: Body): boolean {
  if (typeof body === "string") return body.startsWith(`${PROBE_FIELD}=`);
  if (body instanceof Uint8Array) return BEGINNING.equals(body.subarray(0, BEGINNING.length));
  return typeof body === "object" && body !== null && Object.keys(body)[0] === PROBE_FIELD;
}

/** What was read of a probe; `lost` when something before us has left nothing of it. */
export interface ReadProbe {
  readonly body: Body;
  readonly via: ReadBody["via"] | "lost";
}

/**
 * @param now The receiver's clock, in milliseconds.
 * @param inside `undefined` where anybody could ask: then it is only told what arrived.
 */
export async function answerProbe(req: HostRequest, { body, via }: ReadProbe, now: number, inside: (() => Promise<ReceiverReport>) | undefined): Promise<Answer> {
  const { raw, fields } = decode(body);
  const report: ProbeReport = {
    probe: 1,
    via,
    body: raw,
    fields,
    now,
    ...(inside && { inside: { request: describe(req), ...(await inside()) } }),
  };
  const text = JSON.stringify(report);
  return {
    status: 200,
    headers: {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(text)),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
    text,
  };
}

function describe({ headers, ip, socket }: HostRequest): ProbeInside["request"] {
  return {
    header: headers[PURPOSE_HEADER] !== undefined,
    trustsProxy: (ip ?? socket.remoteAddress) !== socket.remoteAddress,
    forwardedFor: listOf(headers["x-forwarded-for"]).length,
  };
}

function listOf(header: string | string[] | undefined): string[] {
  const text = Array.isArray(header) ? header.join() : header;
  return text?.split(",") ?? [];
}
