import { z } from "zod";
import { type Postback, classify } from "../index.js";

/** A postback as a line of JSON has it: all of the event, and its body. */
export function recordLine({ raw, ...event }: Postback, bytes: Buffer): object {
  return { ...event, body: raw, ...(bytes.equals(Buffer.from(raw)) ? {} : { base64: bytes.toString("base64") }) };
}

const schema = z.object({ body: z.string(), base64: z.base64().optional(), receivedAt: z.iso.datetime().optional(), account: z.string().optional() });

/** A postback with the bytes that it came as. */
export interface Recording {
  readonly postback: Postback;
  readonly bytes: Buffer;
}

/** What a line of JSON holds; `undefined` when it has no `body`. Throws for what is no JSON. */
export function readRecordLine(line: string): Recording | undefined {
  const { data } = schema.safeParse(JSON.parse(line));
  if (!data) return undefined;
  const bytes = data.base64 === undefined ? Buffer.from(data.body) : Buffer.from(data.base64, "base64");
  const receivedAt = data.receivedAt === undefined ? undefined : new Date(data.receivedAt);
  return { postback: classify(bytes, { account: data.account, receivedAt }), bytes };
}
