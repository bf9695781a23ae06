import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

const ROOT = join(__dirname, "../..");

/** The command line as one file, which starts faster than many; `package.json` is as far above it as it is above `dist/cli`. */
export const programFile = join(ROOT, `node_modules/.cache/cdyne-postback-cli-${process.pid}.mjs`);

export function buildProgram(): void {
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  buildSync({ entryPoints: [join(ROOT, "lib/cli/main.ts")], outfile: programFile, bundle: true, platform: "node", format: "esm", packages: "external" });
}

export function removeProgram(): void {
  rmSync(programFile, { force: true });
}
