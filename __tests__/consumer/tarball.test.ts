import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { type PackedPackage, packed } from "./packed.js";
import { Projects, filesIn, root, run, runTool } from "./project.js";

// Packing builds the package.
jest.setTimeout(180_000);

const projects = new Projects();
let the: PackedPackage;
beforeAll(async () => {
  the = await packed();
});
afterAll(() => projects.remove());

describe("the tarball", () => {
  test("has no complaint from publint", async () => {
    expect(await runTool(root, "publint", "run", the.tarball, "--strict")).toContain("All good!");
  });

  test("has no complaint from attw", async () => {
    expect(await runTool(root, "attw", the.tarball, "--no-definitely-typed")).toContain("No problems found");
  });

  test("holds both builds, the declarations, the command line, the examples and the documents, and nothing else", () => {
    const lib = filesIn(join(root, "lib"));
    const modules = lib.filter((file) => file.endsWith(".ts")).map((file) => file.slice(0, -".ts".length));
    // The command line is an ES module alone, as nobody requires it.
    const built = (name: string) => (name.startsWith("cli/") ? [`dist/${name}`] : [`dist/${name}`, `dist/cjs/${name}`]);
    const documents = lib.filter((file) => /\.(md|txt)$/.test(file));
    expect(filesIn(the.content).sort()).toEqual(
      [
        ...["CHANGELOG.md", "LICENSE", "README.md", "package.json", "dist/cjs/package.json"],
        ...modules.flatMap(built).flatMap((file) => [`${file}.d.ts`, `${file}.js`]),
        ...documents.map((file) => `lib/${file}`),
        ...filesIn(join(root, "examples")).map((file) => `examples/${file}`),
      ].sort(),
    );
  });

  test("is as large as README.md says, within a tenth", () => {
    const [, packedSize, unpackedSize] = /([\d.]+) MB packed and ([\d.]+) MB unpacked/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
    const unpacked = filesIn(the.content).reduce((sum, file) => sum + statSync(join(the.content, file)).size, 0);
    for (const [stated, bytes] of [[packedSize, statSync(the.tarball).size], [unpackedSize, unpacked]] as const) {
      expect(Number(stated)).toBeGreaterThan((bytes / 1e6) * 0.9);
      expect(Number(stated)).toBeLessThan((bytes / 1e6) * 1.1);
    }
  });
});

test("the command line runs where the package is installed", async () => {
  const project = projects.create(the, {});
  const { version, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string; bin: Record<string, string> };
  const main = join(project, "node_modules/cdyne-postback", bin["cdyne-postback"] ?? "");
  expect(readFileSync(main, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(await run(project, process.execPath, main, "--version")).toBe(`${version}\n`);
});
