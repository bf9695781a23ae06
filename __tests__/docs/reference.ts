import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { type EventName, eventNames, problems, receiptCodes, responseCodes } from "cdyne-postback";
import { Declarations } from "./declarations.js";

/** The entry points, and the interfaces of theirs whose members are what people call. */
const ENTRIES = [
  { name: "cdyne-postback", file: "lib/index.ts", interfaces: ["PostbacksOptions", "RetryOptions", "AnswersOptions", "Postbacks"] },
  { name: "cdyne-postback/sqlite", file: "lib/inbox/sqlite.ts", interfaces: ["SqliteInboxOptions"] },
  { name: "cdyne-postback/postgres", file: "lib/inbox/postgres.ts", interfaces: ["PostgresInboxOptions"] },
  { name: "cdyne-postback/client", file: "lib/client/index.ts", interfaces: ["ClientOptions", "Client", "Script"] },
  { name: "cdyne-postback/inspector", file: "lib/inspector/index.ts", interfaces: ["InspectorOptions", "Visitor"] },
  { name: "cdyne-postback/testing", file: "lib/testing/index.ts", interfaces: ["TestClock", "TestClockOptions", "WaitOptions", "DeliverToPostbacksOptions", "DeliverToListenerOptions", "SmsSentGiven", "MatchedReplyGiven", "SmsReceiptGiven", "OutgoingFinishedGiven", "AnsweredMessageGiven", "SimulateOptions", "VendorOptions", "Vendor", "Handset"] },
  { name: "cdyne-postback/inbox-contract", file: "lib/inbox/contract.ts", interfaces: [] },
];

/** The exported interface of each event. */
export const INTERFACES: Readonly<Record<EventName, string>> = {
  smsSent: "SmsSent",
  smsRefused: "SmsRefused",
  smsReply: "SmsReply",
  smsReceived: "SmsReceived",
  deliveryReceipt: "DeliveryReceipt",
  callPlaced: "CallPlaced",
  callStatusChanged: "CallStatusChanged",
  callFinished: "CallFinished",
  callReceived: "CallReceived",
  unknown: "UnknownPostback",
};

/**
 * The short reference of `lib/llms.txt`, made of what the documentation is made of: the code's tables and doc comments,
 * and the README.
 *
 * @param root The repository.
 */
export function reference(root: string, declarations = publicDeclarations(root)): string {
  const pathOf = (file: string): string => join(root, file);
  const item = (symbol: ts.Symbol): string => {
    const explained = declarations.explained(symbol);
    return `- ${declarations.signatures(symbol).map((way) => `\`${way}\``).join(", ")}${explained && `: ${explained}`}`;
  };
  const index = pathOf("lib/index.ts");
  const named = new Map(declarations.exportsOf(index).map((symbol) => [symbol.name, symbol]));
  /** Each field once, though many events have it. */
  const fields = new Map<string, string>();
  const fieldsOf = (name: EventName): string[] => declarations.membersOf(index, INTERFACES[name]).map((field) => field.name);
  const common = eventNames.map(fieldsOf).reduce((all, some) => all.filter((name) => some.includes(name)));
  const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

  const event = (name: EventName): string => {
    const symbol = named.get(INTERFACES[name]);
    if (!symbol) throw new Error(`${INTERFACES[name]} is not exported`);
    const packet = declarations.example(symbol);
    const members = declarations.membersOf(index, symbol.name);
    for (const field of members) if (field.name !== "type") fields.set(`${field.name} ${declarations.explained(field)}`, item(field));
    const own = fieldsOf(name).filter((field) => !common.includes(field));
    return [`### ${name}`, declarations.explained(symbol), ...(packet ? ["```", packet, "```"] : []), `Fields: ${quoted(own)}`].join("\n");
  };

  const entry = ({ name, file, interfaces }: (typeof ENTRIES)[number]): string => {
    const values = declarations.exportsOf(pathOf(file)).filter(({ flags }) => flags & ts.SymbolFlags.Value);
    const members = interfaces.map((one) => [`### ${one}`, ...declarations.membersOf(pathOf(file), one).map(item)].join("\n"));
    return [`## ${name}`, values.map(item).join("\n"), ...members].join("\n\n");
  };

  return `${[
    "# cdyne-postback",
    `> ${description(root)}`,
    ...chapters(root),
    `## Events\n\nAll have ${quoted(common)}, and fields of their own.`,
    ...eventNames.map(event),
    ["### Fields of events", ...fields.values()].join("\n"),
    ...ENTRIES.map(entry),
    ["## Codes of calls (`code`, `status`)", ...Object.entries(responseCodes).map(([code, { status, phase }]) => `- ${code}: ${status} (${phase})`)].join("\n"),
    ["## Codes of receipts (`code`, `reason`)", ...Object.entries(receiptCodes).sort(([one], [other]) => one.localeCompare(other)).map(([code, { reason, status }]) => `- ${code}: ${reason} (${status})`)].join("\n"),
    ["## Errors and warnings", ...Object.entries(problems).map(([code, text]) => `- ${code}: ${text}`)].join("\n"),
  ].join("\n\n")}\n`;
}

/** All that the entry points export. */
export function publicDeclarations(root: string): Declarations {
  return new Declarations(root, ENTRIES.map(({ file }) => join(root, file)));
}

function description(root: string): string {
  const { description } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { description: string };
  return description;
}

/** Of the README: how it is installed and used, the command line, the guarantees, how to send and to answer. */
function chapters(root: string): string[] {
  const [opening = "", ...rest] = readFileSync(join(root, "README.md"), "utf8").split(/^(?=## )/m);
  const blocks = (text: string): string[] => text.match(/^```(?:sh|ts)\n[^]*?^```$/gm) ?? [];
  const named = (name: string): string => {
    const chapter = rest.find((text) => text.startsWith(`## ${name}\n`));
    if (chapter === undefined) throw new Error(`README.md has no chapter ${name}`);
    return chapter;
  };
  return [
    ...blocks(opening),
    ...["Without an account", "Send", "Answer"].flatMap((name) => [`## ${name}`, ...blocks(named(name))]),
    named("What you can rely on").trim(),
  ];
}
