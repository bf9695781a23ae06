import { type EventName, type Postback } from "../index.js";

const MESSAGE = ["messageId", "referenceId", "from", "to"] as const;
const INCOMING = ["messageId", "from", "to", "text"] as const;
const CALL = ["queueId", "code", "callerId", "phoneNumber", "variables"] as const;
const TALK = ["direction", "answeredBy", "digits"] as const;
const SPOKEN = ["duration", "recording"] as const;
/** What not every event has that may have been posted with it all the same. */
const PERHAPS = ["referenceId", "answeredBy", "digits", ...SPOKEN] as const;

/** What the fixture of each event takes, by the names that the event has, too. */
const TAKEN: Readonly<Record<EventName, readonly string[]>> = {
  smsSent: [...MESSAGE, "medium", "at"],
  smsRefused: [...MESSAGE, "medium", "at"],
  smsReply: [...INCOMING, "referenceId", "medium", "at"],
  smsReceived: [...INCOMING, "medium", "at"],
  deliveryReceipt: [...MESSAGE, "medium", "code", "backupMessageId"],
  callPlaced: [...CALL, "telco", "at"],
  callStatusChanged: [...CALL, ...TALK, "telco", "at"],
  callFinished: [...CALL, ...TALK, ...SPOKEN, "outcome", "telco", "at"],
  callReceived: [...CALL, "at"],
  unknown: [],
};

/** What fixtures take for a phone number; for those of texts a short code, too. */
const TELEPHONE = /^\+\d{8,15}$/;
const MESSAGING = /^(\+\d{8,15}|\d{3,6})$/;
const NUMBERS = { from: MESSAGING, to: MESSAGING, callerId: TELEPHONE, phoneNumber: TELEPHONE } as const;

/** A postback as a line of a shell that posts its body once more. */
export function asCurl({ raw }: Postback): string {
  return `curl --data-raw ${shellQuoted(raw)} "$POSTBACK_URL"`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A postback as lines of a test: the fixture function of `cdyne-postback/testing` that makes one like it, and its delivery.
 * Where no fixture makes such a one, because its fields contradict each other, its own body.
 */
export function asTest(postback: Postback): string {
  const fixture = fixtureOf(postback);
  return [
    ...(fixture === undefined ? ['import { classify } from "cdyne-postback";'] : []),
    `import { ${fixture === undefined ? "deliver" : `deliver, ${postback.type}`} } from "cdyne-postback/testing";`,
    "",
    `const postback = ${fixture ?? `classify(${JSON.stringify(postback.raw)})`};`,
    "await deliver(postbacks, postback);",
  ].join("\n");
}

function fixtureOf(postback: Postback): string | undefined {
  if (postback.type === "unknown") return `unknown(${literal({ body: postback.raw })})`;
  const isSilent = postback.type === "callFinished" && postback.outcome !== "answered";
  const names = TAKEN[postback.type].filter((name) => !isSilent || !PERHAPS.some((one) => one === name));
  const value = (name: string): unknown => Reflect.get(postback, name);
  const isContradictory = PERHAPS.some((name) => !names.includes(name) && !isUsual(value(name)) && value(name) !== 0);
  const isOdd = ([name, form]: [string, RegExp]): boolean => value(name) !== undefined && !form.test(String(value(name)));
  if (isContradictory || Object.entries(NUMBERS).some(isOdd)) return undefined;
  const matched = postback.type === "smsReply" ? [["matched", postback.matchedMessageId] as const] : [];
  const given = [...names.map((name) => [name, value(name)] as const), ...matched].filter(([, one]) => !isUsual(one));
  return `${postback.type}(${literal(Object.fromEntries(given))})`;
}

/** What a fixture has by itself, or what is not there. */
function isUsual(value: unknown): boolean {
  return value === undefined || value === "sms" || value === "outgoing" || (isRecord(value) && Object.values(value).every(isUsual));
}

function literal(value: unknown): string {
  if (value instanceof Date) return `new Date(${JSON.stringify(value.toISOString())})`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{ ${members.map(([name, member]) => `${propertyName(name)}: ${literal(member)}`).join(", ")} }`;
}

function propertyName(name: string): string {
  // In a literal it would be no property.
  if (name === "__proto__") return '["__proto__"]';
  return /^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name);
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}
