import { type Answer } from "./answer.js";
import { type ParameterType, type VoiceOperation, voiceOperations } from "../operations/voice.js";
import { asmxError } from "./refused-request.js";
import { type HttpAnswer, type HttpRequest, type Understood } from "./http-request.js";
import { operationIn } from "./operation-table.js";
import { parametersOf } from "./parameters.js";
import { voiceXml } from "./xml-answer.js";

const PATH = /^\/notifyws\/phonenotify\.asmx\/(\w+)\/?$/i;

/** Whether a request is for an operation of phonenotify.asmx by GET or as a form. */
export function isAsmx({ url }: HttpRequest): boolean {
  return PATH.test(url.pathname);
}

/** Reads a GET request or a form for phonenotify.asmx. */
export function readAsmx(request: HttpRequest): Understood<VoiceOperation> {
  const asked = PATH.exec(request.url.pathname)?.[1] ?? "";
  const found = operationIn(voiceOperations, asked);
  if (!found?.operation.parameters) throw asmxError(`${asked} Web Service method name is not valid.`);
  const form = request.method === "POST";
  const parameters = parametersOf(form ? new URLSearchParams(request.body) : request.url.searchParams);
  checkAll(found.operation.parameters, parameters);
  return { ...found, transport: form ? "form" : "get", parameters };
}

export function writeAsmx(answer: Answer): HttpAnswer {
  return { contentType: "text/xml; charset=utf-8", body: voiceXml(answer) };
}

const INTEGER: Readonly<Record<Exclude<ParameterType, "string">, { name: string; bits: number }>> = {
  int: { name: "System.Int32", bits: 31 },
  long: { name: "System.Int64", bits: 63 },
};

/** Whether a text is what a parameter of this type takes; the name of the type where it is not. */
export function mistakenFor(type: ParameterType, text: string): string | undefined {
  if (type === "string") return undefined;
  const { name, bits } = INTEGER[type];
  if (!/^\s*[+-]?\d+\s*$/.test(text)) return name;
  const number = BigInt(text);
  return number < 2n ** BigInt(bits) && number >= -(2n ** BigInt(bits)) ? undefined : name;
}

/** Every parameter has to be there, even if it is empty. */
function checkAll(declared: Readonly<Record<string, ParameterType>>, given: Readonly<Record<string, string>>): void {
  const values = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, type] of Object.entries(declared)) {
    const value = values.get(name.toLowerCase());
    if (value === undefined) throw asmxError(`Missing parameter: ${name}.`);
    const mistaken = mistakenFor(type, value);
    if (mistaken !== undefined) throw asmxError(`Cannot convert the value of ${name} to ${mistaken}.`);
  }
}
