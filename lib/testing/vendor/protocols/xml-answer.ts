import { type Answer } from "./answer.js";
import { xmlDate } from "./dates.js";
import { type Elements, writeXml } from "./xml.js";

/** How one of the vendor's two serializers writes XML. */
interface Dialect {
  /** On the root of records and lists. */
  readonly root: Readonly<Record<string, string>>;
  /** On the root of a bare value. */
  readonly bare: Readonly<Record<string, string>>;
  /** In place of a value that is not there; `undefined` where its element is left out. */
  readonly nil: Elements | undefined;
  readonly declared: boolean;
}

/** WCF's, of the messaging services. */
const dataContract: Dialect = {
  root: { "@xmlns": "http://sms2.cdyne.com", "@xmlns:i": "http://www.w3.org/2001/XMLSchema-instance" },
  bare: { "@xmlns": "http://schemas.microsoft.com/2003/10/Serialization/" },
  nil: { "@i:nil": "true" },
  declared: false,
};

const VOICE_NAMESPACE = { "@xmlns": "http://ws.cdyne.com/NotifyWS/" };

/** ASMX's, of the voice service. */
const webService: Dialect = {
  root: {
    "@xmlns:xsd": "http://www.w3.org/2001/XMLSchema",
    "@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    ...VOICE_NAMESPACE,
  },
  bare: VOICE_NAMESPACE,
  nil: undefined,
  declared: true,
};

const DECLARATION = { "?xml": { "@version": "1.0", "@encoding": "utf-8" } };
const ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

/** An answer of Messaging.svc. */
export function messagingXml(answer: Answer): string {
  return documentOf(answer, dataContract);
}

/** An answer of phonenotify.asmx to GET and POST. */
export function voiceXml(answer: Answer): string {
  return documentOf(answer, webService);
}

/** The elements of an answer for the body of a SOAP envelope. */
export function soapResult(answer: Answer): unknown {
  return contentOf(answer, webService);
}

function documentOf(answer: Answer, dialect: Dialect): string {
  const content = contentOf(answer, dialect);
  const attributes = answer.is === "record" || answer.is === "list" ? dialect.root : dialect.bare;
  const root = { [rootName(answer)]: { ...attributes, ...(isObject(content) ? content : { "#text": content }) } };
  return dialect.declared ? writeXml({ ...DECLARATION, ...root }, true) : writeXml(root);
}

function rootName(answer: Answer): string {
  switch (answer.is) {
    case "text":
      return "string";
    case "flag":
      return "boolean";
    case "number":
      return answer.type;
    case "date":
      return "dateTime";
    case "choice":
    case "record":
      return answer.type;
    case "list":
      return `ArrayOf${answer.of.charAt(0).toUpperCase()}${answer.of.slice(1)}`;
  }
}

function contentOf(answer: Answer, dialect: Dialect): unknown {
  switch (answer.is) {
    case "text":
      return answer.value ?? dialect.nil;
    case "flag":
    case "number":
      return String(answer.value);
    case "date":
      return answer.value ? xmlDate(answer.value) : (answer.never ?? xmlDate(undefined));
    case "choice":
      return answer.name;
    case "list":
      return answer.items ? listOf(answer.of, answer.items, dialect) : dialect.nil;
    case "record":
      return Object.fromEntries(
        Object.entries(answer.members).flatMap(([name, member]) => {
          const content = member && contentOf(member, dialect);
          return content === undefined ? [] : [[name, content]];
        }),
      );
  }
}

/** WCF has lists of plain values in a namespace of their own. */
function listOf(of: string, items: readonly Answer[], dialect: Dialect): Elements {
  if (items.length === 0) return {};
  const contents = items.map((item) => contentOf(item, dialect));
  const foreign = dialect === dataContract && items.every((item) => item.is !== "record");
  return foreign ? { "@xmlns:a": ARRAYS, [`a:${of}`]: contents } : { [of]: contents };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
