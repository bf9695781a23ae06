import { type Answer } from "./answer.js";
import { mistakenFor } from "./asmx.js";
import { Given } from "../given.js";
import { type ParameterType, type VoiceOperation, voiceOperations } from "../operations/voice.js";
import { RefusedRequest } from "./refused-request.js";
import { type HttpAnswer, type HttpRequest, type Understood } from "./http-request.js";
import { operationIn } from "./operation-table.js";
import { soapResult } from "./xml-answer.js";
import { isElements, readXml, writeXml } from "./xml.js";

const PATH = /^\/notifyws\/phonenotify\.asmx\/?$/i;
const NAMESPACE = "http://ws.cdyne.com/NotifyWS/";

interface Version {
  readonly contentType: string;
  readonly namespace: string;
}

const SOAP_11: Version = { contentType: "text/xml; charset=utf-8", namespace: "http://schemas.xmlsoap.org/soap/envelope/" };
const SOAP_12: Version = { contentType: "application/soap+xml; charset=utf-8", namespace: "http://www.w3.org/2003/05/soap-envelope" };

/** Whether a request is for phonenotify.asmx by SOAP. */
export function isSoap({ url, method }: HttpRequest): boolean {
  return PATH.test(url.pathname) && method === "POST";
}

/** Reads a SOAP request for phonenotify.asmx. */
export function readSoap(request: HttpRequest): Understood<VoiceOperation> {
  const body = bodyOf(request);
  const [asked = "", parameters] = Object.entries(body)[0] ?? [];
  const action = actionOf(request);
  // Version 1.2 need not name an action.
  if (action !== `${NAMESPACE}${asked}` && (action !== undefined || versionOf(request) === SOAP_11)) {
    throw fault(request, `Server did not recognize the value of HTTP Header SOAPAction: ${action ?? ""}.`);
  }
  const found = asked in voiceOperations ? operationIn(voiceOperations, asked) : undefined;
  if (!found) throw fault(request, "Server did not recognize the request.");
  const given = isElements(parameters) ? parameters : {};
  checkValues(request, new Given(given), found.operation);
  return { ...found, transport: "soap", parameters: given };
}

/** @param name The operation, which names the elements around the answer. */
export function writeSoap(request: HttpRequest, name: string, answer: Answer): HttpAnswer {
  const result = { [`${name}Result`]: soapResult(answer) };
  return envelope(request, 200, { [`${name}Response`]: { "@xmlns": NAMESPACE, ...result } });
}

/** Numbers of an AdvancedNotifyRequest: .NET takes one that is not there for 0. */
const ADVANCED: Readonly<Record<string, ParameterType>> = {
  VoiceID: "int",
  TryCount: "int",
  NextTryInSeconds: "int",
  TTSrate: "int",
  TTSvolume: "int",
  MaxCallLength: "int",
};

const UNREADABLE = "Server was unable to read request. Input string was not in a correct format.";

function checkValues(request: HttpRequest, given: Given, { parameters }: VoiceOperation): void {
  const from = parameters ? given : given.part("anr");
  for (const [name, type] of Object.entries(parameters ?? ADVANCED)) {
    const text = from.text(name);
    if (text !== undefined && mistakenFor(type, text) !== undefined) throw fault(request, UNREADABLE);
  }
  const time = from.text("UTCScheduledDateTime");
  if (time !== undefined && Number.isNaN(Date.parse(time))) throw fault(request, UNREADABLE);
}

function bodyOf(request: HttpRequest): Readonly<Record<string, unknown>> {
  try {
    const { Envelope: content } = readXml(request.body);
    const body = isElements(content) ? content["Body"] : undefined;
    if (isElements(body)) return body;
  } catch {
    // Refused below, as what has no body.
  }
  throw fault(request, "Server was unable to read request. There is an error in XML document.");
}

function actionOf({ headers }: HttpRequest): string | undefined {
  const named = headers["soapaction"] ?? /\baction="?([^";]+)"?/i.exec(headers["content-type"] ?? "")?.[1];
  return typeof named === "string" ? named.replaceAll('"', "") : undefined;
}

function versionOf({ headers }: HttpRequest): Version {
  return /application\/soap\+xml/i.test(headers["content-type"] ?? "") ? SOAP_12 : SOAP_11;
}

function fault(request: HttpRequest, reason: string): RefusedRequest {
  const content =
    versionOf(request) === SOAP_11
      ? { faultcode: "soap:Client", faultstring: reason, detail: "" }
      : { "soap:Code": { "soap:Value": "soap:Sender" }, "soap:Reason": { "soap:Text": { "@xml:lang": "en", "#text": reason } }, detail: "" };
  const { contentType, body } = envelope(request, 500, { "soap:Fault": content });
  return new RefusedRequest(500, contentType, body);
}

function envelope(request: HttpRequest, status: number, body: object): HttpAnswer {
  const { contentType, namespace } = versionOf(request);
  const attributes = {
    "@xmlns:soap": namespace,
    "@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "@xmlns:xsd": "http://www.w3.org/2001/XMLSchema",
  };
  const document = { "?xml": { "@version": "1.0", "@encoding": "utf-8" }, "soap:Envelope": { ...attributes, "soap:Body": body } };
  return { status, contentType, body: writeXml(document) };
}
