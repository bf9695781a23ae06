/** A text as a column has it. */
export type TextColumn = string | Uint8Array | ArrayBuffer;

/** As plain text, or else, when SQLite would cut or change it, as a blob of JSON. */
export function textColumn(text: string): string | Uint8Array {
  return text.includes("\0") || !text.isWellFormed() ? Buffer.from(JSON.stringify(text)) : text;
}

export function textColumnOrNull(text: string | undefined): string | Uint8Array | null {
  return text === undefined ? null : textColumn(text);
}

export function textOf(column: TextColumn): string {
  return typeof column === "string" ? column : String(JSON.parse(new TextDecoder().decode(column)));
}

export function textOrUndefined(column: TextColumn | null): string | undefined {
  return column === null ? undefined : textOf(column);
}

const EARLIEST = Date.parse("0000-01-01T00:00:00.000Z");
const LATEST = Date.parse("9999-12-31T23:59:59.999Z");

/** ISO 8601 in UTC. Only the years 0 to 9999, because later ones would not sort as text. */
export function instantColumn(instant: Date): string {
  return new Date(Math.min(Math.max(instant.getTime(), EARLIEST), LATEST)).toISOString();
}
