import { type Log } from "../../log.js";
import { decode } from "../../wire/decode.js";
import { type Fields, eachField } from "../../wire/fields.js";
import { encodeForm } from "../../wire/form.js";
import { kindOf } from "../../wire/kind.js";
import { type BodyReader, type HostRequest, type ReadBody } from "../body.js";

/** How many bodies are looked at: few where nothing reads them before us; a parser may lose something only now and then. */
const FIRST = 1000;
const UNTOUCHED = FIRST / 10;

/** Reads bodies as `readBody` does, and says when what a parser has left of one is not what was posted. */
export function watchParsers(readBody: BodyReader, log: Log): BodyReader {
  if (!log.isOn("CDYNE_PARSER_LOSES")) return readBody;
  let left = FIRST;
  return async (req, res) => {
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

/** No charset takes more than four bytes for a character. */
function isTextDamaged(text: string, posted: number): boolean {
  return 4 * text.length < posted || (text.includes("\ufffd") && isOther(Buffer.byteLength(text), posted));
}

/** Never, where nobody has said how long it was. */
function isOther(length: number, posted: number): boolean {
  return length < posted || length > posted;
}

/** What a form parser puts where bytes are not UTF-8. It may have been posted, too: then nothing else is odd. */
const REPLACED = "\ufffd";
/** What others leave there as it was. Behind a digit somebody has written a percent sign. */
const LEFT = /(?<!\d)%[89a-f][\da-f]/i;

function areFieldsDamaged(fields: Fields, posted: number): boolean {
  const texts: string[] = [];
  eachField(fields, (name, value) => texts.push(`${name}=${value}&`));
  const text = texts.join("");
  // Each byte as `%hh`, but for letters and digits, which nobody escapes.
  const longest = 3 * Buffer.byteLength(text) - 2 * (text.match(/[a-z\d]/gi)?.length ?? 0);
  // The vendor posts a receipt's text as it is: what is left in it was there.
  const isReceipt = kindOf(fields) === "DeliveryReceipt";
  const isUnreadable = text.includes(REPLACED) || (!isReceipt && LEFT.test(text));
  return longest < posted || (isUnreadable && isOther(encodeForm(fields).length, posted)) || (isReceipt && isCut(Object.keys(fields)));
}

/** What every receipt has before its text. */
const BEFORE_TEXT = ["DeliveryReceipt", "MessageID", "ReferenceID", "FromPhoneNumber", "ToPhoneNumber"];

/** Whether pieces of the text are among the names of a receipt: its own are words, and between the text and `Code` is none. */
function isCut(names: readonly string[]): boolean {
  const behindText = names.slice(names.indexOf("DeliveryReceiptMessage") + 1, Math.max(0, names.indexOf("Code")));
  return names.some((name) => !/^\w+$/.test(name)) || behindText.some((name) => !BEFORE_TEXT.includes(name));
}

function isForm(contentType = ""): boolean {
  return contentType.toLowerCase().includes("x-www-form-urlencoded");
}
