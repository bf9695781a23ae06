/** The code of an error of Node, of the network or of a database: `"ENOENT"`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
