import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import ts from "typescript";

// Compiling checks the types of all that is imported.
jest.setTimeout(120_000);

test("the types promise what events.type.ts says, no more and no less", () => {
  const config = ts.readConfigFile(join(__dirname, "../../tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, join(__dirname, "../.."));
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([join(__dirname, "events.type.ts")], options, host);
  expect(ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), host)).toBe("");
});
