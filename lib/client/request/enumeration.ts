/** A value of one of the vendor's enumerations: a number in JSON, a name in XML. */
export interface EnumValue {
  readonly number: number;
  /** How else the vendor spells it; case does not matter. */
  readonly also?: readonly string[];
}

/** A value that was looked up: without `entry` it is one that the table does not have. */
export interface Known<Name extends string, Entry> {
  readonly name: Name | (string & {});
  readonly entry: Entry | undefined;
}

/** Looks a value up in a table by its number or its name. */
export function enumeration<Name extends string, Entry extends EnumValue>(table: Readonly<Record<Name, Entry>>): (wire: string) => Known<Name, Entry> {
  const byWire = new Map<string, Known<Name, Entry>>();
  for (const [name, entry] of Object.entries<Entry>(table)) {
    for (const spelling of [name, String(entry.number), ...(entry.also ?? [])]) byWire.set(spelling.toLowerCase(), { name, entry });
  }
  return (wire) => byWire.get(wire.trim().toLowerCase()) ?? { name: wire.trim(), entry: undefined };
}
