import { type SimulatedPost } from "../../testing/index.js";

/** A post as a script reads it; `replay` takes it too, and what was cut off has no body for it. */
export function recordOf({ body, event, milliseconds, ...post }: SimulatedPost): object {
  const { raw, ...said } = event ?? {};
  return { ...post, milliseconds: rounded(milliseconds), whole: event !== undefined, ...said, body: raw, ...(raw !== undefined && base64Of(body, raw)) };
}

/** The bytes, where the text does not tell them. */
function base64Of(body: Uint8Array, raw: string): object {
  const bytes = Buffer.from(body);
  return bytes.equals(Buffer.from(raw)) ? {} : { base64: bytes.toString("base64") };
}

export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
