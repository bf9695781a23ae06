import { unescapeForm } from "./form.js";
import { receiptInstant } from "./instant.js";

const NAME = "DeliveryReceiptMessage";
/** The other fields of a receipt, except `Code`, which the vendor posts right behind the text. */
const NEIGHBOURS = ["DeliveryReceipt", "MessageID", "ReferenceID", "FromPhoneNumber", "ToPhoneNumber", "BackupMessageID"];
const CODE = new RegExp(`&Code=\\d{1,3}\\s*(?=$|&(?:${NEIGHBOURS.join("|")})=)`, "g");

/** Where a receipt's text stands in a body, and what it says. */
export interface ReceiptSpan {
  name: string;
  text: string;
  before: string;
  after: string;
}

/**
 * Cuts the text of a receipt out of a body in which it was not encoded, as in the vendor's printed packet: raw spaces
 * and colons, and so perhaps a raw `&`, `=`, `+` or `%` in the message at its end. `undefined` where an ordinary form
 * decoder reads the body rightly.
 */
export function cutReceiptText(body: string): ReceiptSpan | undefined {
  const found = body.startsWith(`${NAME}=`) ? 0 : body.indexOf(`&${NAME}=`) + 1;
  if (found === 0 && !body.startsWith(NAME)) return undefined;
  const start = found + NAME.length + 1;
  if (!/^[^&]*[:\s]/.test(body.slice(start))) return undefined;
  const before = body.slice(0, found);
  const end = start + endOfText(before, body.slice(start));
  const span = body.slice(start, end);
  return { name: NAME, text: /\s/.test(span) ? span : unescapeForm(span), before, after: body.slice(end) };
}

/** The text ends at the last `&Code=` that can be one, or before it at a field that has not been posted yet. */
function endOfText(before: string, rest: string): number {
  const code = [...rest.matchAll(CODE)].at(-1)?.index;
  const expected = NEIGHBOURS.filter((name) => !`&${before}`.includes(`&${name}=`));
  const neighbour = expected.map((name) => rest.indexOf(`&${name}=`)).filter((at) => at !== -1);
  const end = Math.min(code ?? rest.length, ...neighbour);
  return end === rest.length && rest.includes("&") ? rest.indexOf("&") : end;
}

/** What a carrier says in a receipt's text. The layout is SMPP's; which parts there are varies by carrier. */
export interface Receipt {
  id?: string | undefined;
  sub?: string | undefined;
  dlvrd?: string | undefined;
  submittedAt?: Date | undefined;
  doneAt?: Date | undefined;
  stat?: string | undefined;
  err?: string | undefined;
  text?: string | undefined;
}

const LABEL = /(?<![^\s:])(id|sub|dlvrd|submit\s+date|done\s+date|stat|err|text):/gi;

/**
 * Reads `id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…`, with or without the prefix `sm: msg:`.
 * `stat` may hold spaces, `text` runs to the end. `undefined` for a text without `id:`, `stat:` and `err:`.
 */
export function readReceiptText(text: string): Receipt | undefined {
  const parts = labelledParts(text);
  if (!parts.has("id") && !parts.has("stat") && !parts.has("err")) return undefined;
  const part = (label: string) => parts.get(label) || undefined;
  return {
    id: part("id"),
    sub: part("sub"),
    dlvrd: part("dlvrd"),
    submittedAt: receiptInstant(part("submit date")),
    doneAt: receiptInstant(part("done date")),
    stat: part("stat"),
    err: part("err"),
    text: part("text"),
  };
}

function labelledParts(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  let label = "";
  let start = 0;
  for (const match of text.matchAll(LABEL)) {
    if (label === "text") break;
    if (label) parts.set(label, text.slice(start, match.index).trim());
    label = (match[1] ?? "").toLowerCase().replace(/\s+/, " ");
    start = match.index + match[0].length;
  }
  if (label) parts.set(label, label === "text" ? text.slice(start) : text.slice(start).trim());
  return parts;
}
