import { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { type Posting, answerTo, postAsVendor } from "../vendor-post.js";

/** What was answered to a postback. */
export interface PostAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As text. */
  readonly body: string;
}

/** Posts as the vendor does. Rejects when there is no whole answer. */
export async function post(url: string, body: string | Uint8Array, posting: Posting): Promise<PostAnswer> {
  const request = postAsVendor(new URL(url), body, posting);
  const response = await answerTo(request);
  const text = await textOf(response).finally(() => request.destroy());
  return { status: response.statusCode ?? 0, headers: response.headers, body: text };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    response.on("end", () => resolve(Buffer.concat(chunks).toString()));
    response.on("error", reject);
  });
}
