/** What an operation answers, before it is known whether as JSON or XML. */
export type Answer =
  | { readonly is: "text"; readonly value: string | undefined }
  | { readonly is: "flag"; readonly value: boolean }
  | { readonly is: "number"; readonly value: number | string; readonly type: "int" | "long" }
  | { readonly is: "date"; readonly value: Date | undefined; readonly never: string | undefined }
  | { readonly is: "choice"; readonly type: string; readonly name: string; readonly number: number }
  | { readonly is: "list"; readonly of: string; readonly items: readonly Answer[] | undefined }
  | RecordAnswer;

export interface RecordAnswer {
  readonly is: "record";
  readonly type: string;
  /** In the order in which they are written; `undefined` for one that is left out. */
  readonly members: Readonly<Record<string, Answer | undefined>>;
}

export const text = (value: string | undefined): Answer => ({ is: "text", value });
export const flag = (value: boolean): Answer => ({ is: "flag", value });
export const int = (value: number): Answer => ({ is: "number", value, type: "int" });
export const long = (value: number | string): Answer => ({ is: "number", value, type: "long" });

/** @param never What XML has in place of the usual year 1. */
export const date = (value: Date | undefined, never?: string): Answer => ({ is: "date", value, never });

/** A number in JSON, a name in XML. */
export const choice = <Name extends string>(type: string, table: Readonly<Record<Name, number>>, name: Name): Answer => ({
  is: "choice",
  type,
  name,
  number: table[name],
});

/** @param of The name of an item's element in XML. */
export const list = (of: string, items: readonly Answer[] | undefined): Answer => ({ is: "list", of, items });
export const record = (type: string, members: RecordAnswer["members"]): RecordAnswer => ({ is: "record", type, members });
