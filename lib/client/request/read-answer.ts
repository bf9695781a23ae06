import { type z } from "zod";
import { type VendorAnswer } from "./transport.js";
import { VendorError } from "./vendor-error.js";
import { parseXml } from "./xml.js";

/** What was asked for, for the error. */
export interface Asked {
  readonly operation: string;
  /** Whether an answer that cannot be read leaves open what was done. */
  readonly uncertain: boolean;
}

/** Reads JSON or XML, whichever the answer is. Throws CDYNE_VENDOR_ANSWER for what is neither, or has another shape. */
export function readAnswer<Schema extends z.ZodType>(answer: VendorAnswer, schema: Schema, { operation, uncertain }: Asked): z.output<Schema> {
  const refuse = (why: string): VendorError =>
    // Not what was thrown: a parser's message may quote texts and numbers.
    new VendorError("CDYNE_VENDOR_ANSWER", { operation, uncertain, cause: new TypeError(`${why} (${String(answer.body.length)} characters)`) });
  let parsed: z.ZodSafeParseResult<z.output<Schema>>;
  try {
    parsed = schema.safeParse(valueOf(answer));
  } catch {
    throw refuse("The answer is no JSON or XML that can be read");
  }
  if (parsed.success) return parsed.data;
  throw refuse(`The answer has another shape: ${parsed.error.issues.map(({ path, code }) => `${path.join(".")} ${code}`).join(", ")}`);
}

function valueOf({ contentType, body }: VendorAnswer): unknown {
  if (contentType === "text/html") throw new TypeError("HTML");
  const xml = /\bxml$/.test(contentType) || (!/json$/.test(contentType) && body.trimStart().startsWith("<"));
  return xml ? parseXml(body.trim()).content : JSON.parse(body.replace(/^\uFEFF/, ""));
}
