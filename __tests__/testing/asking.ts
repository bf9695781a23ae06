import { type Server, createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { type Vendor, type VendorOptions, startVendor } from "cdyne-postback/testing";

const vendors = new Set<Vendor>();
const servers = new Set<Server>();

/** A stand-in that `closeAll` ends. */
export async function vendorWith(options: VendorOptions = {}): Promise<Vendor> {
  const vendor = await startVendor(options);
  vendors.add(vendor);
  return vendor;
}

/** A request as it came to a receiver. */
export interface Received {
  url: string;
  rawHeaders: readonly string[];
  body: string;
}

/** A receiver that takes everything, at a URL that `closeAll` ends. */
export async function hook(status = 200): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ url: request.url ?? "", rawHeaders: request.rawHeaders, body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end();
    });
  });
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

export async function closeAll(): Promise<void> {
  await Promise.all([...vendors].map(async (vendor) => vendor.close()));
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  vendors.clear();
  servers.clear();
}

export interface Said {
  status: number;
  type: string;
  text: string;
}

type Parameters = Readonly<Record<string, string>>;

const JSON_BOTH_WAYS = { "content-type": "application/json", accept: "application/json" };

export async function ask(url: string, init: RequestInit = {}): Promise<Said> {
  const response = await fetch(url, init);
  return { status: response.status, type: response.headers.get("content-type") ?? "", text: await response.text() };
}

/** A messaging operation by POST in JSON, with the key. */
export async function postJson(vendor: Vendor, operation: string, body: object = {}): Promise<Said> {
  return ask(`${vendor.messagingUrl}/${operation}`, { method: "POST", headers: JSON_BOTH_WAYS, body: JSON.stringify({ LicenseKey: vendor.licenseKey, ...body }) });
}

/** The same, and what the JSON says. */
export async function json<Answer = unknown>(vendor: Vendor, operation: string, body: object = {}): Promise<Answer> {
  return JSON.parse((await postJson(vendor, operation, body)).text) as Answer;
}

/** A messaging operation by GET, with the key; answered in JSON, or in XML. */
export async function get(vendor: Vendor, operation: string, parameters: Parameters = {}, accept = "application/json"): Promise<Said> {
  const query = new URLSearchParams({ LicenseKey: vendor.licenseKey, ...parameters });
  return ask(`${vendor.messagingUrl}/${operation}?${query.toString()}`, { headers: { accept } });
}

export async function getJson<Answer = unknown>(vendor: Vendor, operation: string, parameters: Parameters = {}): Promise<Answer> {
  return JSON.parse((await get(vendor, operation, parameters)).text) as Answer;
}

/** A voice operation by GET, with the key. */
export async function voice(vendor: Vendor, operation: string, parameters: Parameters = {}): Promise<Said> {
  const query = new URLSearchParams({ LicenseKey: vendor.licenseKey, ...parameters });
  return ask(`${vendor.voiceUrl}/${operation}?${query.toString()}`);
}

export const BASIC_CALL = { PhoneNumberToDial: "7575550123", TextToSay: "Hello", CallerID: "7575550100", CallerIDname: "", VoiceID: "0" };

/** A voice operation by SOAP 1.1. */
export async function soap(vendor: Vendor, operation: string, content: string): Promise<Said> {
  const namespace = "http://ws.cdyne.com/NotifyWS/";
  const body =
    `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>` +
    `<${operation} xmlns="${namespace}">${content}</${operation}></soap:Body></soap:Envelope>`;
  return ask(vendor.voiceUrl, { method: "POST", headers: { "content-type": "text/xml; charset=utf-8", soapaction: `"${namespace}${operation}"` }, body });
}

/** The text of the first element of a name. */
export function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

export interface SentMessage {
  MessageID: string;
  MessageStatus: number;
  SentTime: string;
  From: string | null;
  To: string | null;
}

/** Sends a text with SendMessage. */
export async function sendText(vendor: Vendor, message: object = {}): Promise<SentMessage> {
  const [first] = await json<SentMessage[]>(vendor, "SendMessage", { To: ["7575550123"], Body: "Hello", UseMMS: false, ...message });
  if (!first) throw new Error("No answer");
  return first;
}

export const ZERO = "00000000-0000-0000-0000-000000000000";
