import { join } from "node:path";
import ts from "typescript";

const FORMAT: ts.TypeFormatFlags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/** In characters. */
const LONGEST_TYPE = 200;

/** What the library exports, with its doc comments, as a compiler reads it. */
export class Declarations {
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;

  /** @param root The repository. */
  constructor(root: string, entries: readonly string[]) {
    const config = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.json"), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} });
    this.#program = ts.createProgram(entries, config?.options ?? {});
    this.#checker = this.#program.getTypeChecker();
  }

  /** The exports of a file, in its own order. */
  exportsOf(entry: string): ts.Symbol[] {
    const file = this.#program.getSourceFile(entry);
    const module = file && this.#checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${entry} exports nothing`);
    return this.#checker.getExportsOfModule(module).map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol));
  }

  /** The public members of an exported interface or class, inherited ones too. */
  membersOf(entry: string, name: string): ts.Symbol[] {
    const symbol = this.exportsOf(entry).find((one) => one.name === name);
    if (!symbol) throw new Error(`${entry} does not export ${name}`);
    return this.#checker.getDeclaredTypeOfSymbol(symbol).getProperties().filter(isPublic);
  }

  /** What a doc comment says, on one line. */
  explained(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(this.#checker)).replace(/\{@link (\w+)\}/g, "`$1`").replace(/\s+/g, " ").trim();
  }

  /** How it is called with its parameters, once for each way to call it, or its name and type. */
  signatures(symbol: ts.Symbol): string[] {
    const optional = symbol.flags & ts.SymbolFlags.Optional ? "?" : "";
    const type = this.#checker.getTypeOfSymbol(symbol);
    const ways = this.#checker.getNonNullableType(type).getCallSignatures();
    if (ways.length > 0) return ways.map((way) => short(`${symbol.name}${optional}${this.#checker.signatureToString(way, undefined, FORMAT)}`));
    const written = this.#checker.typeToString(type, undefined, FORMAT);
    // A table is named; what is in it stands elsewhere.
    return [symbol.name + (written.length > LONGEST_TYPE ? "" : `${optional}: ${written}`)].map(short);
  }

  /** What stands behind `@example`. */
  example(symbol: ts.Symbol): string | undefined {
    const tag = symbol.getJsDocTags(this.#checker).find(({ name }) => name === "example");
    return tag && ts.displayPartsToString(tag.text);
  }
}

/** What may be left out may be `undefined`. */
function short(written: string): string {
  return written.replace(/(\?: [^,;?]*?) \| undefined(?=[,;)]|$)/g, "$1");
}

function isPublic({ valueDeclaration }: ts.Symbol): boolean {
  const name = valueDeclaration && ts.getNameOfDeclaration(valueDeclaration);
  return !name || !ts.isPrivateIdentifier(name);
}
