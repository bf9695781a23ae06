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

/** Posted values by the vendor's names. */
export interface NamedValues<Name extends string> {
  /** The vendor's own case wins over another, the first of repeated values over the rest. */
  value: (name: Name) => string | undefined;
  /** What was posted under names that the vendor does not document. */
  others: () => Record<string, string>;
}

/** Sorts fields by the vendor's names: only when it has to, as most are posted in the vendor's own case. */
export function byName<Name extends string>(fields: Readonly<Fields>, names: NameTable<Name>): NamedValues<Name> {
  let found: Rest<Name> | undefined;
  const rest = () => (found ??= restOf(fields, names));
  return {
    value: (name) => firstValue(fields[name]) ?? rest().folded?.get(name),
    others: () => rest().others,
  };
}

/** What was not posted under a documented name in the vendor's own case. */
interface Rest<Name extends string> {
  /** `undefined` while there is nothing in it: most names that are asked for here were not posted at all. */
  folded: Map<Name, string> | undefined;
  others: Record<string, string>;
}

function restOf<Name extends string>(fields: Readonly<Fields>, names: NameTable<Name>): Rest<Name> {
  let folded: Map<Name, string> | undefined;
  const others = Object.create(null) as Record<string, string>;
  for (const posted of Object.keys(fields)) {
    const value = names.exact.has(posted) ? undefined : firstValue(fields[posted]);
    if (value === undefined) continue;
    const name = names.folded.get(posted.toLowerCase());
    if (name === undefined) others[posted] = value;
    else if (!folded?.has(name)) (folded ??= new Map()).set(name, value);
  }
  return { folded, others };
}

function firstValue(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}

function nameTable<Name extends string>(names: readonly Name[]): NameTable<Name> {
  return {
    exact: new Set(names),
    folded: new Map(names.map((name) => [name.toLowerCase(), name])),
  };
}
