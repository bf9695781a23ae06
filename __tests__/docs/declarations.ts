import { join } from "node:path";
import ts from "typescript";

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

  typeOf(symbol: ts.Symbol): string {
    return this.#checker.typeToString(this.#checker.getTypeOfSymbol(symbol), undefined, ts.TypeFormatFlags.NoTruncation);
  }

  /** What stands behind `@example`. */
  example(symbol: ts.Symbol): string | undefined {
    const tag = symbol.getJsDocTags(this.#checker).find(({ name }) => name === "example");
    return tag && ts.displayPartsToString(tag.text);
  }
}

function isPublic({ valueDeclaration }: ts.Symbol): boolean {
  const name = valueDeclaration && ts.getNameOfDeclaration(valueDeclaration);
  return !name || !ts.isPrivateIdentifier(name);
}
