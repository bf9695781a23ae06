import { type Fault, replaceSome } from "../fault.js";
import { withBody } from "../planned.js";
import { behindText, isText } from "./text.js";

/** " – l’été à 5 €" in Windows-1252. */
const BYTES = Buffer.from("20 96 20 6c 92 e9 74 e9 20 e0 20 35 20 80".replaceAll(" ", ""), "hex");

export const wrongCharset: Fault = {
  what: "a text has the bytes of Windows-1252 instead of UTF-8, bare or escaped",
  workInto: (waves, chance) => replaceSome(waves, chance, isText, (post) => withBody(post, "wrong-charset", behindText(post, form(chance.happens(1 / 2))))),
};

function form(escaped: boolean): Buffer {
  return Buffer.concat(Array.from(BYTES, (byte) => (byte === 0x20 ? Buffer.from("+") : escaped && byte > 0x7f ? Buffer.from(`%${byte.toString(16)}`) : Buffer.of(byte))));
}
