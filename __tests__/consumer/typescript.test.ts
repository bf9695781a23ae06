import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { expressTypes, printed, typedApp } from "./apps.js";
import { type PackedPackage, packed } from "./packed.js";
import { Projects, fetched, root, run, runNode } from "./project.js";

// The first to need the package packs it, and compilers may have to be fetched.
jest.setTimeout(180_000);

const common = { target: "es2022", lib: ["es2022"], types: ["node"], strict: true, skipLibCheck: true };
/** With all declarations checked too: the package's and those that it needs. */
const all = { ...common, skipLibCheck: false };

/** How projects are set up; `files` of type tests hold what is refused, too. */
const setUps = {
  nodenext: { compilerOptions: { ...common, module: "nodenext", moduleResolution: "nodenext" }, files: ["app.mts", "app.cts", "express.d.ts"] },
  nodenextAndTypeTests: { compilerOptions: { ...all, module: "nodenext", moduleResolution: "nodenext" }, files: ["app.mts", "app.cts", "events.type.mts", "events.type.cts", "express.d.ts"] },
  bundlerAndTypeTests: { compilerOptions: { ...all, module: "esnext", moduleResolution: "bundler" }, files: ["app.mts", "events.type.mts", "express.d.ts"] },
  commonjs: { compilerOptions: { ...common, module: "commonjs", moduleResolution: "bundler" }, files: ["app.ts", "express.d.ts"] },
  // How it was before `exports`: `typesVersions` tells of the entry points.
  legacy: { compilerOptions: { ...common, module: "commonjs", moduleResolution: "node10", esModuleInterop: true }, files: ["app.ts", "express.d.ts"] },
};
type SetUp = keyof typeof setUps;

const compilers: readonly { version: string; as: readonly SetUp[]; path: () => Promise<string> }[] = [
  { version: "5.9", as: ["nodenext", "legacy"], path: async () => fetched("tsc", "typescript@5.9.3") },
  { version: "6", as: ["bundlerAndTypeTests"], path: async () => join(root, "node_modules/typescript/bin/tsc") },
  { version: "7", as: ["nodenextAndTypeTests", "bundlerAndTypeTests", "commonjs"], path: async () => join(root, "node_modules/typescript-7/bin/tsc") },
];

const projects = new Projects();
let project = "";
beforeAll(async () => {
  const the: PackedPackage = await packed();
  const typeTests = readFileSync(join(__dirname, "events.type.ts"), "utf8");
  const sources = ["m", "c", ""].flatMap((kind) => [[`app.${kind}ts`, typedApp], [`events.type.${kind}ts`, typeTests]]);
  project = projects.create(the, { ...(Object.fromEntries(sources) as Record<string, string>), "express.d.ts": expressTypes, "tsconfig.json": "{}" }, "express", "@types/node", "libsql");
});
afterAll(() => projects.remove());

describe.each(compilers)("a project with TypeScript $version and without @types/express compiles and receives a postback", ({ version, as, path }) => {
  test.each(as)("as %s", async (name) => {
    const { compilerOptions, files } = setUps[name];
    const outDir = join(project, `${version}-${name}`);
    const config = join(project, `tsconfig.${version}-${name}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions: { ...compilerOptions, rootDir: ".", outDir }, files }));
    await run(project, await path(), "-p", config);
    const apps = files.filter((file) => file.startsWith("app.")).map((file) => file.replace("ts", "js"));
    expect(await Promise.all(apps.map(async (file) => JSON.parse(await runNode(outDir, file)) as unknown))).toEqual(apps.map(() => printed));
  });
});
