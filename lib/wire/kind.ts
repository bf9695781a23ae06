import { type Fields } from "./fields.js";

/** The vendor's five markers. */
export type Marker = "SMSSent" | "MMSSent" | "DeliveryReceipt" | "MMSResponse" | "SMSResponse";

const MARKERS: readonly Marker[] = ["SMSSent", "MMSSent", "DeliveryReceipt", "MMSResponse", "SMSResponse"];
/** `SMSReceived` is in no document of the vendor, but public code looks for it. */
const FOLDED = new Map<string, Marker>([
  ...MARKERS.map((marker) => [marker.toLowerCase(), marker] as const),
  ["smsreceived", "SMSResponse"],
]);

/**
 * What a postback is about, by which names are there, never by their values: `SMSSent=0` says something.
 * 1. A marker in the vendor's case; of several the first, because a later one can only come out of unencoded text.
 * 2. `QueueID` with `ResponseCode`, in any case. Before 3: script variables arrive in lower case and may be called `smssent`.
 * 3. A marker in another case.
 */
export function kindOf(fields: Readonly<Fields>): Marker | "call" | undefined {
  const marker = exactMarker(fields);
  if (marker !== undefined) return marker;
  if ("QueueID" in fields && "ResponseCode" in fields) return "call";
  const folded = Object.keys(fields).map((name) => name.toLowerCase());
  if (folded.includes("queueid") && folded.includes("responsecode")) return "call";
  const marked = folded.find((name) => FOLDED.has(name));
  return marked === undefined ? undefined : FOLDED.get(marked);
}

function exactMarker(fields: Readonly<Fields>): Marker | undefined {
  let found: Marker | undefined;
  for (const marker of MARKERS) {
    if (!(marker in fields)) continue;
    if (found !== undefined) return Object.keys(fields).find(isMarker);
    found = marker;
  }
  return found;
}

function isMarker(name: string): name is Marker {
  return MARKERS.some((marker) => marker === name);
}
