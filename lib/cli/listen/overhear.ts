import { type IncomingMessage } from "node:http";

/** Longer bodies are refused, and are not collected here either. */
const LONGEST = 65_536;

/** Gives the bytes of a request's body once they are there, unpacked. Whoever reads the request reads all of it, as if nobody had listened. */
export function overhear(request: IncomingMessage, heard: (bytes: Buffer) => void): void {
  if (request.headers["content-encoding"] === undefined) overhearStream(request, heard);
  else overhearParser(request, heard);
}

function overhearStream(request: IncomingMessage, heard: (bytes: Buffer) => void): void {
  // To listen is to begin to read; so it begins when the other does.
  request.on("newListener", function begin(event) {
    if (event !== "data") return;
    request.off("newListener", begin);
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= LONGEST) chunks.push(chunk);
    });
    request.on("end", () => {
      if (length <= LONGEST) heard(Buffer.concat(chunks));
    });
  });
}

/** What is packed the receiver has unpacked by body-parser, which leaves the bytes in `body`. */
function overhearParser(request: IncomingMessage, heard: (bytes: Buffer) => void): void {
  let body: unknown;
  Object.defineProperty(request, "body", {
    get: () => body,
    set: (parsed: unknown) => {
      body = parsed;
      if (Buffer.isBuffer(parsed)) heard(parsed);
    },
  });
}
