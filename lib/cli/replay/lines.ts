import { createReadStream } from "node:fs";

const NEWLINE = 0x0a;

/** The lines of a file. Only a line feed ends one: `readline` would also end it within a text of JSON, at U+2028. */
export async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  const chunks: AsyncIterable<Buffer> = createReadStream(file);
  for await (const bytes of chunks) {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...parts, bytes.subarray(start, end)]);
      parts = [];
      start = end + 1;
    }
    parts.push(bytes.subarray(start));
  }
  yield Buffer.concat(parts);
}
