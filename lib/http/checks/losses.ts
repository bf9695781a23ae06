import { type ServerResponse } from "node:http";
import { type Log } from "../../log.js";
import { decode } from "../../wire/decode.js";
import { type Fields, eachField } from "../../wire/fields.js";
import { encodeForm } from "../../wire/form.js";
import { kindOf } from "../../wire/kind.js";
import { type BodyReader, type BodyResult, type HostRequest, type ReadBody } from "../body.js";

/** How many bodies are looked at: few where nothing reads them before us; a parser may lose something only now and then. */
const FIRST = 1000;
const UNTOUCHED = FIRST / 10;

/** Reads bodies as `readBody` does, and says when what a parser has left of one is not what was posted. */
export function watchParsers(readBody: BodyReader, log: Log): BodyReader {
  if (!log.isOn("CDYNE_PARSER_LOSES")) return readBody;
  let left = FIRST;
  const look = async (req: HostRequest, res: ServerResponse): Promise<BodyResult> => {
    const result = await readBody(req, res);
    if (left > 0 && "body" in result) {
      left -= result.via === "stream" ? UNTOUCHED : 1;
      if (isDamaged(req, result)) {
        left = 0;
        log.warnOnce("CDYNE_PARSER_LOSES");
      }
    }
    return result;
  };
  return async (req, res) => (left > 0 ? look(req, res) : readBody(req, res));
}

function isDamaged(req: HostRequest, { body, via }: ReadBody): boolean {
  if (via === "stream") return false;
  const { headers } = req;
  const posted = headers["content-encoding"] === undefined ? Number(headers["content-length"] ?? NaN) : NaN;
  try {
    if (body instanceof Uint8Array) return body.length < posted;
    if (typeof body === "string" && via === "text") return isTextDamaged(body, posted);
    return via === "parsed" && isForm(headers["content-type"]) && areFieldsDamaged(decode(body).fields, posted);
  } catch {
    return false;
  }
}

/** No charset takes more than four bytes for a character. What U+FFFD was put for is shorter than its own three bytes. */
function isTextDamaged(text: string, posted: number): boolean {
  return 4 * text.length < posted || (text.includes(REPLACED) && posted < Buffer.byteLength(text));
}

/** What a parser puts where bytes are not UTF-8. It may have been posted, too. */
const REPLACED = "\ufffd";
/** What others leave there as it was. Behind a digit somebody has written a percent sign. */
const LEFT = /(?<!\d)%[89a-f][\da-f]/i;
/** What the vendor posts with every message. */
const ALWAYS = ["MessageID", "ReferenceID", "FromPhoneNumber", "ToPhoneNumber"];

/** What is left of a form, and how long it would be if all of it had been posted. */
interface Left {
  readonly fields: Fields;
  readonly text: string;
  /** As it is, and encoded as the vendor does. */
  readonly bare: number;
  readonly encoded: number;
  /** By how much it may have been shorter: a name without a value needs no `=`. */
  readonly slack: number;
}

/** Only what cannot have been posted as it is left counts: nobody knows how it was encoded, and whether an `&` too many was there. */
function areFieldsDamaged(fields: Fields, posted: number): boolean {
  const pairs: string[] = [];
  let slack = 0;
  eachField(fields, (name, value) => {
    pairs.push(`${name}=${value}`);
    if (value === "") slack += 1;
  });
  const text = pairs.join("&");
  const left = { fields, text, bare: Buffer.byteLength(text), encoded: encodeForm(fields).length, slack };
  if (isPartMissing(left, posted)) return true;
  const isReceipt = kindOf(fields) === "DeliveryReceipt";
  // The vendor posts a receipt's text as it is.
  if (isReceipt && 2 * posted < left.bare + left.encoded) return isCut(Object.keys(fields)) || (text.includes(REPLACED) && posted < left.bare - slack);
  return isUnescapedWrongly(left, posted, isReceipt);
}

/** More was posted than it can have come from, and something is missing that the vendor always posts. */
function isPartMissing({ fields, text, bare }: Left, posted: number): boolean {
  const kind = kindOf(fields);
  // Each byte as `%hh`, but for letters and digits, which nobody escapes.
  const longest = 3 * (bare + 1) - 2 * (text.match(/[a-z\d]/gi)?.length ?? 0);
  return longest < posted && kind !== undefined && kind !== "call" && ALWAYS.some((name) => !(name in fields));
}

/** Less was posted than what is odd in it would take, by no more than the odd can account for: up to eight bytes for U+FFFD. */
function isUnescapedWrongly({ text, bare, encoded, slack }: Left, posted: number, isReceipt: boolean): boolean {
  const count = (what: RegExp): number => text.match(what)?.length ?? 0;
  if (!text.includes(REPLACED) && (isReceipt || !LEFT.test(text))) return false;
  const most = 8 * count(/\ufffd/g) + 2 * count(/%/g);
  const missing = encoded - posted;
  // Others than the vendor leave `'` and `~` bare, or everything.
  return missing > slack + 2 * count(/['~]/g) && missing <= most && (posted < bare - slack || posted > bare);
}

/** What every receipt has before its text. */
const BEFORE_TEXT = ["DeliveryReceipt", ...ALWAYS];

/** Whether pieces of the text are among the names of a receipt: its own are words, and between the text and `Code` is none. */
function isCut(names: readonly string[]): boolean {
  const text = names.indexOf("DeliveryReceiptMessage") + 1;
  const behindText = names.slice(text, Math.max(0, names.indexOf("Code")));
  return names.slice(text).some((name) => !/^\w+$/.test(name)) || behindText.some((name) => !BEFORE_TEXT.includes(name));
}

function isForm(contentType = ""): boolean {
  return contentType.toLowerCase().includes("x-www-form-urlencoded");
}
