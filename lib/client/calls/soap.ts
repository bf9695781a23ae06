import { type Xml, buildXml, elementsOf } from "../request/xml.js";

/** What XML 1.0 cannot hold, escaped or not. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

export interface SoapRequest {
  readonly namespace: string;
  readonly operation: string;
  /** The elements of the one object that the operation takes, in the order of the vendor's contract. */
  readonly fields: Readonly<Record<string, string | number | undefined>>;
  /** The name of that object. */
  readonly element: string;
}

/** The headers and body of a SOAP 1.1 request. Elements without a value are left out. */
export function soapRequest({ namespace, operation, element, fields }: SoapRequest): { headers: Record<string, string>; body: string } {
  const present = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, xmlText(value)] as const]));
  const envelope = {
    "soap:Envelope": {
      "@xmlns:soap": "http://schemas.xmlsoap.org/soap/envelope/",
      "soap:Body": { [operation]: { "@xmlns": namespace, [element]: Object.fromEntries(present) } },
    },
  };
  return {
    headers: { "content-type": "text/xml; charset=utf-8", soapaction: `"${namespace}${operation}"` },
    body: `<?xml version="1.0" encoding="utf-8"?>${buildXml(envelope)}`,
  };
}

/** What an operation answered in an envelope; throws when there is no such answer. */
export function soapResult(operation: string, { name, content }: { name: string; content: Xml }): Xml {
  const [body] = name === "Envelope" ? elementsOf(content, "Body") : [];
  const [response] = elementsOf(body, `${operation}Response`);
  const [result] = elementsOf(response, `${operation}Result`);
  if (result === undefined) throw new SyntaxError("There is no result in the envelope");
  return result;
}

function xmlText(value: string | number): string {
  return String(value).toWellFormed().replace(NOT_XML, "");
}
