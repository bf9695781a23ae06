import { type Fields } from "./fields.js";

const MESSAGE_NAMES = [
  "SMSSent",
  "MMSSent",
  "SMSResponse",
  "MMSResponse",
  "DeliveryReceipt",
  "MessageID",
  "MatchedMessageID",
  "ReferenceID",
  "FromPhoneNumber",
  "ToPhoneNumber",
  "SentTime",
  "ResponseReceiveDate",
  "Message",
  "DeliveryReceiptMessage",
  "Code",
  "BackupMessageID",
] as const;

const CALL_NAMES = [
  "QueueID",
  "ResponseCode",
  "StartTime",
  "EndTime",
  "Duration",
  "AC",
  "machinedetection",
  "digitsdialed",
  "incoming",
  "isWireless",
  "telcoLATA",
  "telcoOCN",
  "telcoCarrierName",
  "telcoCarrierType",
  "telcoLRN",
  "telcoSwitchName",
  "incallringcount",
  "qasoundid",
  "callerid",
  "extension",
  "phonenumber",
  "transfercalleridname",
  "transfercallerid",
  "lastrecordlength",
] as const;

/** A documented name of a field of a message's postback. */
export type MessageName = (typeof MESSAGE_NAMES)[number];
/** A documented name of a field of a call's postback. */
export type CallName = (typeof CALL_NAMES)[number];

/** The documented names of a family of postbacks, to be looked up as the vendor writes them or in another case. */
export interface NameTable<Name extends string> {
  exact: ReadonlySet<string>;
  folded: ReadonlyMap<string, Name>;
}

export const messageNames = nameTable(MESSAGE_NAMES);
export const callNames = nameTable(CALL_NAMES);

/** Posted values under the vendor's names, and what was posted under names that the vendor does not document. */
export interface NamedValues<Name extends string> {
  known: Readonly<Partial<Record<Name, string>>>;
  others: Record<string, string>;
}

/** Sorts fields by the vendor's names. The vendor's own case wins over another, the first of repeated values over the rest. */
export function byName<Name extends string>(fields: Readonly<Fields>, names: NameTable<Name>): NamedValues<Name> {
  const others = Object.create(null) as Record<string, string>;
  let asDocumented = true;
  for (const posted of Object.keys(fields)) {
    const value = fields[posted];
    if (names.exact.has(posted)) asDocumented &&= typeof value === "string";
    else if (names.folded.has(posted.toLowerCase())) asDocumented = false;
    else others[posted] = firstValue(value);
  }
  return { known: asDocumented ? (fields as Readonly<Partial<Record<Name, string>>>) : renamed(fields, names), others };
}

/** Most postbacks have the vendor's names, and each once: then the fields themselves will do. */
function renamed<Name extends string>(fields: Readonly<Fields>, names: NameTable<Name>): Partial<Record<Name, string>> {
  const known: Partial<Record<Name, string>> = {};
  for (const posted of Object.keys(fields)) {
    const name = names.folded.get(posted.toLowerCase());
    if (name === undefined) continue;
    if (names.exact.has(posted)) known[name] = firstValue(fields[posted]);
    else known[name] ??= firstValue(fields[posted]);
  }
  return known;
}

function firstValue(value: string | readonly string[] | undefined): string {
  return (typeof value === "string" ? value : value?.[0]) ?? "";
}

function nameTable<Name extends string>(names: readonly Name[]): NameTable<Name> {
  return {
    exact: new Set(names),
    folded: new Map(names.map((name) => [name.toLowerCase(), name])),
  };
}
