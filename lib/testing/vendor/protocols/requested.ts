/** Names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request that came, as it came and as it was read. */
export interface Requested {
  /** The vendor's operation, in the vendor's spelling. */
  readonly operation: string;
  readonly transport: "get" | "json" | "xml" | "form" | "soap";
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
  /** Names as they were sent. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly at: Date;
}
