import { isUtf8 } from "node:buffer";

/** What the bytes 0x80 to 0x9f mean in Windows-1252. The five that it leaves open stay what they are, as in browsers. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/**
 * Bytes as text: UTF-8 where they are UTF-8, else Windows-1252, the code page of a US Windows server.
 * The vendor names no charset, and a text that somebody wrote must stay readable. Never throws.
 */
export function textOf(bytes: ArrayBufferView): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString("utf8");
  return buffer.toString("latin1").replace(/[\x80-\x9f]/g, (char) => WINDOWS_1252.charAt(char.charCodeAt(0) - 0x80));
}
