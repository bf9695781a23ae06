import { type EventName, type Postback } from "../index.js";

const MESSAGE = ["messageId", "referenceId", "from", "to"] as const;
const INCOMING = ["messageId", "from", "to", "text"] as const;
const CALL = ["queueId", "code", "callerId", "phoneNumber", "variables"] as const;
const TALK = ["direction", "answeredBy", "digits"] as const;

/** What the fixture of each event takes over from the event, by the event's names. */
const TAKEN: Readonly<Record<EventName, readonly string[]>> = {
  smsSent: [...MESSAGE, "medium", "at"],
  smsRefused: [...MESSAGE, "medium", "at"],
  smsReply: [...INCOMING, "referenceId", "medium", "at"],
  smsReceived: [...INCOMING, "medium", "at"],
  deliveryReceipt: [...MESSAGE, "medium", "code", "backupMessageId"],
  callPlaced: [...CALL, "telco", "at"],
  callStatusChanged: [...CALL, ...TALK, "telco", "at"],
  callFinished: [...CALL, ...TALK, "outcome", "duration", "recording", "telco", "at"],
  callReceived: [...CALL, "at"],
  unknown: [],
};

/** A postback as a line of a shell that posts its body once more. */
export function asCurl({ raw }: Postback): string {
  return `curl --data-binary ${shellQuoted(raw)} "$POSTBACK_URL"`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A postback as lines of a test: the fixture function of `cdyne-postback/testing` that makes one like it, and its delivery. */
export function asTest(postback: Postback): string {
  return [
    `import { deliver, ${postback.type} } from "cdyne-postback/testing";`,
    "",
    `const postback = ${postback.type}(${literal(given(postback))});`,
    "await deliver(postbacks, postback);",
  ].join("\n");
}

function given(postback: Postback): object {
  if (postback.type === "unknown") return { body: postback.raw };
  const taken = TAKEN[postback.type].map((name) => [name, Reflect.get(postback, name) as unknown] as const);
  const matched = postback.type === "smsReply" ? [["matched", postback.matchedMessageId] as const] : [];
  return Object.fromEntries([...taken, ...matched].filter(([, value]) => !isUsual(value)));
}

/** What a fixture has by itself, or what is not there. */
function isUsual(value: unknown): boolean {
  return value === undefined || value === "sms" || value === "outgoing" || (isRecord(value) && Object.values(value).every(isUsual));
}

function literal(value: unknown): string {
  if (value instanceof Date) return `new Date(${JSON.stringify(value.toISOString())})`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{ ${members.map(([name, member]) => `${/^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name)}: ${literal(member)}`).join(", ")} }`;
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}
