import XmlBuilder from "fast-xml-builder";
import { XMLParser } from "fast-xml-parser";
import { SyntaxValidator } from "fast-xml-validator";

/** What stands in an element: text, or elements by name, a list where there are several of one name. */
export type Xml = string | readonly Xml[] | { readonly [name: string]: Xml };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  removeNSPrefix: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  // For `&#128512;`; a document cannot define entities of its own, because one with a DOCTYPE is refused.
  htmlEntities: true,
});

const builder = new XmlBuilder({ ignoreAttributes: false, attributeNamePrefix: "@" });

/** Reads a document: its root's name and content. Throws for what is no well-formed XML or has a DOCTYPE. */
export function parseXml(text: string): { name: string; content: Xml } {
  if (/<!DOCTYPE/i.test(text)) throw new SyntaxError("The XML has a DOCTYPE");
  // The parser takes what is cut off for complete.
  SyntaxValidator.validate(text);
  const document = parser.parse(text) as Record<string, unknown>;
  const [name, ...others] = Object.keys(document).filter((key) => key !== "#text");
  if (name === undefined || others.length > 0) throw new SyntaxError("The XML has no single root");
  return { name, content: contentOf(document[name]) };
}

/** Writes elements, and attributes with an `@` before their name, in the order in which they stand in the object. */
export function buildXml(elements: object): string {
  return builder.build(elements);
}

/** The elements of one name, however many there are. */
export function elementsOf(parent: Xml | undefined, name: string): readonly Xml[] {
  const found = isElements(parent) ? parent[name] : undefined;
  if (found === undefined) return [];
  return Array.isArray(found) ? (found as readonly Xml[]) : [found];
}

/** The text of an element; `undefined` when there is none, also when it is `nil`. */
export function textOf(parent: Xml | undefined, name: string): string | undefined {
  const [first] = elementsOf(parent, name);
  return typeof first === "string" ? first : undefined;
}

/** Without attributes: an element that has nothing else is empty, or absent when it says that it is `nil`. */
function contentOf(parsed: unknown): Xml {
  if (Array.isArray(parsed)) return parsed.map(contentOf);
  if (typeof parsed === "string") return parsed;
  const elements = Object.entries(parsed as object).filter(([name, one]) => !/^[@#]/.test(name) && !isNil(one));
  if (elements.length > 0) return Object.fromEntries(elements.map(([name, one]) => [name, contentOf(one)]));
  const text: unknown = Reflect.get(parsed as object, "#text");
  return typeof text === "string" ? text : "";
}

function isNil(parsed: unknown): boolean {
  return typeof parsed === "object" && parsed !== null && Reflect.get(parsed, "@nil") === "true";
}

function isElements(xml: Xml | undefined): xml is { readonly [name: string]: Xml } {
  return typeof xml === "object" && !Array.isArray(xml);
}
