import { type Answer } from "./answer.js";
import { type Inferred } from "../inferred.js";
import { jsonAnswer } from "./json-answer.js";
import { keywordOperations } from "../operations/keywords.js";
import { legacyOperations } from "../operations/legacy.js";
import { mediaOperations } from "../operations/media.js";
import { messagingOperations } from "../operations/messaging.js";
import { type MessagingOperation } from "../operations/operation.js";
import { settingsOperations } from "../operations/postback-settings.js";
import { wcfError } from "./refused-request.js";
import { type HttpAnswer, type HttpRequest, type Understood } from "./http-request.js";
import { operationIn } from "./operation-table.js";
import { parametersOf } from "./parameters.js";
import { messagingXml } from "./xml-answer.js";
import { isElements, readXml } from "./xml.js";

const operations: Readonly<Record<string, MessagingOperation>> = {
  ...messagingOperations,
  ...legacyOperations,
  ...settingsOperations,
  ...mediaOperations,
  ...keywordOperations,
};

const PATH = /^\/(?:messaging\.svc|sms\.svc(?:\/securerest)?)\/(\w+)\/?$/i;

/** Whether a request is for Messaging.svc, or its older name. */
export function isRest({ url }: HttpRequest): boolean {
  return PATH.test(url.pathname);
}

/** Reads a request for Messaging.svc. */
export function readRest(request: HttpRequest, { xmlOrder }: Inferred): Understood<MessagingOperation> {
  const found = operationIn(operations, PATH.exec(request.url.pathname)?.[1]);
  if (!found) throw wcfError(404, "Endpoint not found.");
  const method = (["GET", "POST"] as const).find((one) => one === request.method);
  if (method === undefined || !found.operation.methods.includes(method)) throw wcfError(405, "Method not allowed.");
  if (method === "GET") return { ...found, transport: "get", parameters: parametersOf(request.url.searchParams) };
  if (/\bjson\b/i.test(request.headers["content-type"] ?? "")) return { ...found, transport: "json", parameters: readJson(request.body) };
  return { ...found, transport: "xml", parameters: readBody(request.body, xmlOrder) };
}

/** JSON for whom asks for it, XML for all others. */
export function writeRest({ headers }: HttpRequest, answer: Answer, { jsonDateOffset }: Inferred): HttpAnswer {
  if (/\bapplication\/json\b/i.test(headers.accept ?? "")) {
    return { contentType: "application/json; charset=utf-8", body: jsonAnswer(answer, jsonDateOffset) };
  }
  return { contentType: "application/xml; charset=utf-8", body: messagingXml(answer) };
}

function readJson(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (isElements(parsed)) return parsed;
  } catch {
    // Refused below, as what is no object.
  }
  throw wcfError(400, "Request Error");
}

function readBody(body: string, inOrder: boolean): Readonly<Record<string, unknown>> {
  const root = readRoot(body);
  return inOrder ? ordered(root) : root;
}

function readRoot(body: string): Readonly<Record<string, unknown>> {
  try {
    const [content] = Object.values(readXml(body));
    if (isElements(content)) return content;
  } catch {
    // Refused below, as what has no members.
  }
  throw wcfError(400, "Request Error");
}

/** WCF reads members in alphabetical order, and overlooks one that comes after its place. */
function ordered(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let last = "";
  const kept = Object.entries(members).filter(([name]) => {
    if (name < last) return false;
    last = name;
    return true;
  });
  return Object.fromEntries(kept.map(([name, value]) => [name, orderedWithin(value)]));
}

function orderedWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(orderedWithin);
  return isElements(value) ? ordered(value) : value;
}
