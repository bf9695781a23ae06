import { type ClientContext } from "../context.js";
import { type CallOptions, type VendorAnswer, type VendorRequest } from "../request/transport.js";
import { VendorError } from "../request/vendor-error.js";
import { type Xml, elementsOf, parseXml } from "../request/xml.js";

/** Parameters by the vendor's names. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

export interface VoiceRequest {
  readonly operation: string;
  readonly parameters?: Parameters | undefined;
  /** Whether asking twice does no more than asking once. */
  readonly repeatable: boolean;
}

/** The root of an answer. */
export type Root = ReturnType<typeof parseXml>;

/**
 * Asks the phone API by a form, as https://ws.esendex.us/notifyws/phonenotify.asmx describes it: the licence key stands in no
 * URL this way. `read` makes the result of the answer's root; what it throws means that the answer cannot be read.
 */
export async function askVoice<Result>(
  { transport, voiceUrl }: ClientContext,
  { operation, parameters = {}, repeatable }: VoiceRequest,
  read: (root: Root) => Result,
  options?: CallOptions,
): Promise<Result> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) form.append(name, String(value));
  const request: VendorRequest = {
    operation,
    method: "POST",
    url: `${voiceUrl}/${operation}`,
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/xml" },
    body: form.toString(),
    repeatable,
  };
  return readAnswer(request, await transport.send(request, options), read);
}

/** What was asked for may have been done when its answer cannot be read. */
export function readAnswer<Result>({ operation, repeatable }: VendorRequest, { body }: VendorAnswer, read: (root: Root) => Result): Result {
  try {
    return read(parseXml(body));
  } catch (error) {
    if (error instanceof VendorError) throw error;
    // Without its cause, which may quote the answer.
    throw new VendorError("CDYNE_VENDOR_ANSWER", { operation, status: 200, retryable: repeatable, uncertain: !repeatable });
  }
}

/** The content of a root of this name. */
export function rootNamed(name: string): (root: Root) => Xml {
  return (root) => {
    if (root.name !== name) throw new SyntaxError("The XML has another root");
    return root.content;
  };
}

/** The entries of a list such as `<ArrayOfVoice>`. */
export function listOf(name: string): (root: Root) => readonly Xml[] {
  return (root) => {
    if (!root.name.startsWith("ArrayOf")) throw new SyntaxError("The XML is no list");
    return elementsOf(root.content, name);
  };
}

/** `<boolean>true</boolean>`. */
export function booleanRoot(root: Root): boolean {
  const said = rootNamed("boolean")(root);
  if (said !== "true" && said !== "false") throw new SyntaxError("This is neither true nor false");
  return said === "true";
}

/** `<int>3</int>`. */
export function integerRoot(root: Root): number {
  const said = rootNamed("int")(root);
  if (typeof said !== "string" || !/^-?\d+$/.test(said)) throw new SyntaxError("This is no number");
  return Number(said);
}
