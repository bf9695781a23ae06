import { type Fields, addField } from "./fields.js";
import { decodeForm, unescapeForm } from "./form.js";
import { receiptInstant } from "./instant.js";

const NAME = "DeliveryReceiptMessage";
/** The fields of every receipt except `Code`. The vendor posts them in front of the text. */
const ALWAYS = ["DeliveryReceipt", "MessageID", "ReferenceID", "FromPhoneNumber", "ToPhoneNumber"];
/** Posted behind `Code`, and only now and then. */
const SOMETIMES = "BackupMessageID";
/** A `Code` that the end or another field of a receipt follows. */
const CODE = new RegExp(`&Code=\\d{0,3}\\s*(?=$|&(?:${[...ALWAYS, SOMETIMES].join("|")})=)`, "y");

/**
 * Decodes a body in which a receipt's text was not encoded, as in the vendor's printed packet: raw spaces and colons,
 * and so perhaps a raw `&`, `=`, `+` or `%` in the message at its end. `undefined` where an ordinary form decoder reads
 * the body rightly.
 */
export function decodeReceipt(body: string): Fields | undefined {
  const found = body.startsWith(`${NAME}=`) ? 0 : body.indexOf(`&${NAME}=`);
  if (found === -1) return undefined;
  const rest = body.slice(body.indexOf("=", found) + 1);
  if (!/^[^&:\s]*[:\s]/.test(rest)) return undefined;
  const fields = decodeForm(body.slice(0, found));
  const end = endOfText(rest, fields);
  const text = rest.slice(0, end);
  addField(fields, NAME, /\s/.test(text) ? text : unescapeForm(text));
  return decodeForm(rest.slice(end), fields);
}

/**
 * The text ends at the last `&Code=` that can be one, or before it at a field that every receipt has and that has not
 * been posted yet. In the vendor's order nothing that somebody wrote into the message can pass for a field.
 */
function endOfText(rest: string, before: Fields): number {
  const code = "Code" in before ? rest.length : lastIndexOfCode(rest);
  const missing = ALWAYS.filter((name) => !(name in before));
  if (code === -1) missing.push(SOMETIMES);
  if (missing.length === 0) return code;
  const ends = [code, ...missing.map((name) => rest.indexOf(`&${name}=`))].filter((index) => index !== -1);
  return ends.length > 0 ? Math.min(...ends) : `${rest}&`.indexOf("&");
}

function lastIndexOfCode(rest: string): number {
  for (let at = rest.length; at > 0; ) {
    at = rest.lastIndexOf("&Code=", at - 1);
    CODE.lastIndex = at;
    if (at === -1 || CODE.test(rest)) return at;
  }
  return -1;
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

const LABEL = /(?<![^\s:])(id|sub|dlvrd|submit|done|stat|err)(?:\s+date)?:/gi;
const LAST_LABEL = /(?<![^\s:])text:/i;

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
    submittedAt: receiptInstant(part("submit")),
    doneAt: receiptInstant(part("done")),
    stat: part("stat"),
    err: part("err"),
    text: part("text"),
  };
}

function labelledParts(receipt: string): Map<string, string> {
  const parts = new Map<string, string>();
  const end = receipt.search(LAST_LABEL);
  if (end !== -1) parts.set("text", receipt.slice(end + "text:".length));
  const pieces = (end === -1 ? receipt : receipt.slice(0, end)).split(LABEL);
  for (let index = 1; index < pieces.length; index += 2) {
    parts.set(pieces[index]?.toLowerCase() ?? "", pieces[index + 1]?.trim() ?? "");
  }
  return parts;
}
