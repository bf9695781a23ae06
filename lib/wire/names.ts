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
  exact: ReadonlyMap<string, Name>;
  folded: ReadonlyMap<string, Name>;
}

export const messageNames = nameTable(MESSAGE_NAMES);
export const callNames = nameTable(CALL_NAMES);

/** Posted values under the vendor's names, and what was posted under names that the vendor does not document. */
export interface NamedValues<Name extends string> {
  known: Partial<Record<Name, string>>;
  others: Record<string, string>;
}

/** Sorts fields by the vendor's names. The vendor's own case wins over another, the first of repeated values over the rest. */
export function byName<Name extends string>(fields: Readonly<Fields>, names: NameTable<Name>): NamedValues<Name> {
  const known: Partial<Record<Name, string>> = {};
  const others = Object.create(null) as Record<string, string>;
  for (const posted of Object.keys(fields)) {
    const value = firstValue(fields[posted]);
    if (value === undefined) continue;
    const exact = names.exact.get(posted);
    if (exact !== undefined) {
      known[exact] = value;
      continue;
    }
    const name = names.folded.get(posted.toLowerCase());
    if (name === undefined) others[posted] = value;
    else known[name] ??= value;
  }
  return { known, others };
}

function firstValue(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}

function nameTable<Name extends string>(names: readonly Name[]): NameTable<Name> {
  return {
    exact: new Map(names.map((name) => [name, name])),
    folded: new Map(names.map((name) => [name.toLowerCase(), name])),
  };
}
