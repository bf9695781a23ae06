import { type IncomingMessage } from "node:http";
import { type Inbox, type Postback, type Recorded } from "../../index.js";

/** The same inbox, which also tells what it has just recorded. */
export function telling(inbox: Inbox, tell: (postback: Postback, recorded: Recorded) => void): Inbox {
  const record = inbox.record.bind(inbox);
  return Object.assign(inbox, {
    record: async (postbacks: readonly Postback[]) => {
      const results = await record(postbacks);
      for (const [index, postback] of postbacks.entries()) tell(postback, results[index] ?? "new");
      return results;
    },
  });
}

/** Longer bodies are refused, and are not collected here either. */
const LONGEST = 65_536;

/** Gives the bytes of a request's body once they are there. Whoever reads the request reads all of it, as if nobody had listened. */
export function overhear(request: IncomingMessage, heard: (bytes: Buffer) => void): void {
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
