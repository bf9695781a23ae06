import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";

const ROOT = join(__dirname, "../..");
const MODULES = join(ROOT, "node_modules");
const folder = mkdtempSync(join(tmpdir(), "cdyne-postback-"));
const LIBRARY = join(folder, "node_modules/cdyne-postback");

const json = (file: string, content: object): void => writeFileSync(file, JSON.stringify(content));

/** A project that has the library and the runners installed, with a small test for each. */
beforeAll(async () => {
  mkdirSync(LIBRARY, { recursive: true });
  json(join(folder, "package.json"), { jest: { transform: {}, testMatch: ["<rootDir>/jest.cjs"], haste: { enableSymlinks: true }, watchman: false } });
  json(join(LIBRARY, "package.json"), { exports: { ".": "./index.js", "./testing": "./testing.js" } });
  for (const name of ["vitest", "@jest/globals"]) {
    mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
    symlinkSync(join(MODULES, name), join(folder, "node_modules", name));
  }
  // The library itself is found where it is installed, not where this project has its sources.
  const common = { bundle: true, platform: "node", logLevel: "error", tsconfigRaw: {} } as const;
  const runner = (name: string): string => join(__dirname, `runners/${name}.ts`);
  await Promise.all([
    build({ ...common, format: "cjs", outdir: LIBRARY, entryPoints: { index: join(ROOT, "lib/index.ts"), testing: join(ROOT, "lib/testing/index.ts") }, external: ["pg", "libsql"] }),
    build({ ...common, format: "cjs", outfile: join(folder, "jest.cjs"), entryPoints: [runner("jest")], packages: "external" }),
    build({ ...common, format: "esm", outfile: join(folder, "vitest.test.mjs"), entryPoints: [runner("vitest")], packages: "external" }),
    build({ ...common, format: "esm", outfile: join(folder, "node-test.mjs"), entryPoints: [runner("node-test")], packages: "external" }),
  ]);
}, 30_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command in the project, without what this runner has set for itself. */
async function run(...command: string[]): Promise<{ code: unknown; output: string }> {
  const { PATH, HOME, TMPDIR } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: folder, env: { PATH, HOME, TMPDIR, NO_COLOR: "1" } }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });
}

describe("waitFor(), settled() and testClock()", () => {
  it.each([
    ["node:test", ["node-test.mjs"], /# pass 2\b/],
    ["Jest", [join(MODULES, "jest/bin/jest.js"), "-i"], /Tests: +2 passed, 2 total/],
    ["Vitest", [join(MODULES, "vitest/vitest.mjs"), "run", "--pool=threads"], /Tests +2 passed \(2\)/],
  ])("work in %s, in two tests side by side, and leave nothing open", async (_, command, passed) => {
    const { code, output } = await run(...command);
    expect(output).toMatch(passed);
    expect(code).toBe(0);
  }, 30_000);
});
