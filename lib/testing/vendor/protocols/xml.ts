import XmlBuilder from "fast-xml-builder";
import { XMLParser } from "fast-xml-parser";
import { SyntaxValidator } from "fast-xml-validator";

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  removeNSPrefix: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
});

const options = { ignoreAttributes: false, attributeNamePrefix: "@", suppressEmptyNode: true, suppressBooleanAttributes: false };
const builder = new XmlBuilder(options);
const indenting = new XmlBuilder({ ...options, format: true, indentBy: "  " });

/** Elements by name; attributes have an `@` before theirs. */
export type Elements = Readonly<Record<string, unknown>>;

/** Reads a document; throws for what is no well-formed XML. An element is a text, or an object; several of one name are a list. */
export function readXml(document: string): Elements {
  if (/<!DOCTYPE/i.test(document)) throw new SyntaxError("The XML has a DOCTYPE");
  SyntaxValidator.validate(document);
  const parsed: unknown = parser.parse(document);
  const elements = contentOf(parsed);
  if (!isElements(elements)) throw new SyntaxError("The XML has no root");
  return elements;
}

export function writeXml(document: object, indented = false): string {
  return (indented ? indenting : builder).build(document);
}

export function isElements(value: unknown): value is Elements {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without attributes and the white space between elements; `undefined` for what is nil. */
function contentOf(parsed: unknown): unknown {
  if (Array.isArray(parsed)) return parsed.map(contentOf);
  if (!isElements(parsed)) return parsed;
  if (parsed["@nil"] === "true") return undefined;
  const elements = Object.entries(parsed).filter(([name]) => !/^[@#]/.test(name));
  if (elements.length > 0) return Object.fromEntries(elements.map(([name, one]) => [name, contentOf(one)]));
  return parsed["#text"] ?? "";
}
