import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { cjsApp, esmApp, expressTypes, printed } from "./apps.js";
import { PackedPackage, filesIn, root, runNode, runTool } from "./project.js";

// Packing builds the package, and each TypeScript consumer checks the types of all that it imports.
jest.setTimeout(120_000);

let packed: PackedPackage;
beforeAll(() => {
  packed = new PackedPackage();
});
afterAll(() => packed.remove());

describe("the tarball", () => {
  test("has no complaint from publint", () => {
    expect(runTool(root, "publint", "run", packed.tarball, "--strict")).toContain("All good!");
  });

  test("has no complaint from attw", () => {
    expect(runTool(root, "attw", packed.tarball, "--no-definitely-typed")).toContain("No problems found");
  });

  test("holds both builds, the declarations, the examples and the documents, and nothing else", () => {
    const lib = filesIn(join(root, "lib"));
    const modules = lib.filter((file) => file.endsWith(".ts")).map((file) => file.slice(0, -".ts".length));
    const documents = lib.filter((file) => file.endsWith(".md"));
    expect(packed.files.sort()).toEqual(
      [
        ...["CHANGELOG.md", "LICENSE", "README.md", "package.json", "dist/cjs/package.json"],
        ...modules.flatMap((name) => [`${name}.d.ts`, `${name}.js`]).flatMap((file) => [`dist/${file}`, `dist/cjs/${file}`]),
        ...documents.map((file) => `lib/${file}`),
        ...filesIn(join(root, "examples")).map((file) => `examples/${file}`),
      ].sort(),
    );
  });
});

describe("a JavaScript consumer receives a postback", () => {
  test.each([
    { by: "require", file: "app.cjs", source: cjsApp },
    { by: "import", file: "app.mjs", source: esmApp },
  ])("by $by", ({ file, source }) => {
    const project = packed.install({ [file]: source });
    expect(JSON.parse(runNode(project, file))).toEqual(printed);
  });
});

describe("a JavaScript consumer of a durable inbox", () => {
  const keep = `
    async function main() {
      const inbox = sqliteInbox({ file: "consumer.db" });
      console.log(JSON.stringify(await inbox.record([classify("SMSSent=1&MessageID=m-1")])));
      await inbox.close();
    }
    void main();`;

  test.each([
    { by: "require", file: "app.cjs", source: `const { classify } = require("cdyne-postback"); const { sqliteInbox } = require("cdyne-postback/sqlite"); ${keep}` },
    { by: "import", file: "app.mjs", source: `import { classify } from "cdyne-postback"; import { sqliteInbox } from "cdyne-postback/sqlite"; ${keep}` },
  ])("records by $by", ({ file, source }) => {
    const project = packed.install({ [file]: source }, "libsql");
    expect(JSON.parse(runNode(project, file))).toEqual(["new"]);
  });

  test("runs the contract on an inbox of its own", () => {
    const source = `
      const { memoryInbox } = require("cdyne-postback");
      const { inboxContract } = require("cdyne-postback/inbox-contract");
      async function main() {
        const checks = inboxContract(() => memoryInbox());
        for (const { check } of checks) await check();
        console.log(checks.length > 15);
      }
      void main();`;
    expect(runNode(packed.install({ "app.cjs": source }), "app.cjs")).toBe("true\n");
  });

  test.each(["sqlite", "postgres"])("that does not use %s yet has not loaded its driver", (entry) => {
    const source = `
      const inbox = require("cdyne-postback/${entry}").${entry}Inbox({ ${entry === "sqlite" ? 'file: "a.db"' : 'connectionString: "postgres://localhost"'} });
      console.log(JSON.stringify([inbox.durable, process.getActiveResourcesInfo().includes("TCPSocketWrap")]));`;
    expect(JSON.parse(runNode(packed.install({ "app.cjs": source }), "app.cjs"))).toEqual([true, false]);
  });
});

describe("a JavaScript consumer of the client and the stand-in of the vendor", () => {
  const names = "{ createClient, script }";
  const send = `
    async function main() {
      const { licenseKey, messagingUrl, voiceUrl, close } = await startVendor();
      const client = createClient({ licenseKey, messagingUrl, voiceUrl });
      const [sent] = await client.sendMessage({ to: "+17575550111", text: "Hello" });
      const [called] = await client.callAdvanced({ to: "+17575550111", callerId: "+17575550100", say: script().say("Hello") });
      console.log(JSON.stringify([sent.status, called.status]));
      await close();
    }
    void main();`;

  test.each([
    { by: "require", file: "app.cjs", source: `const ${names} = require("cdyne-postback/client"); const { startVendor } = require("cdyne-postback/testing"); ${send}` },
    { by: "import", file: "app.mjs", source: `import ${names} from "cdyne-postback/client"; import { startVendor } from "cdyne-postback/testing"; ${send}` },
  ])("sends and calls by $by", ({ file, source }) => {
    expect(JSON.parse(runNode(packed.install({ [file]: source }), file))).toEqual(["Ready", "Queued"]);
  });
});

describe("a TypeScript consumer without @types/express compiles and receives a postback", () => {
  const typeTests = readFileSync(join(__dirname, "events.type.ts"), "utf8");

  test.each([
    { as: "ES module and as CommonJS with nodenext", module: "nodenext", moduleResolution: "nodenext", kinds: ["m", "c"] },
    { as: "ES module with bundler", module: "esnext", moduleResolution: "bundler", kinds: ["m"] },
  ])("as $as", ({ module, moduleResolution, kinds }) => {
    const compilerOptions = { module, moduleResolution, target: "es2022", lib: ["es2022"], types: ["node"], strict: true, skipLibCheck: false };
    const sources = kinds.flatMap((kind) => [[`app.${kind}ts`, esmApp], [`events.type.${kind}ts`, typeTests]]);
    const project = packed.install({
      "tsconfig.json": JSON.stringify({ compilerOptions }),
      "express.d.ts": expressTypes,
      ...Object.fromEntries(sources) as Record<string, string>,
    });
    runTool(project, "tsc", "-p", ".");
    expect(kinds.map((kind) => JSON.parse(runNode(project, `app.${kind}js`)) as unknown)).toEqual(kinds.map(() => printed));
  });
});

describe("a consumer that esbuild bundled into one file receives a postback without node_modules", () => {
  test.each([
    { format: "cjs", file: "app.cjs", source: cjsApp },
    { format: "esm", file: "app.mjs", source: esmApp },
  ])("as $format", ({ format, file, source }) => {
    const elsewhere = packed.emptyFolder();
    bundle(packed.install({ [file]: source }), file, format, join(elsewhere, file));
    expect(JSON.parse(runNode(elsewhere, file))).toEqual(printed);
  });
});

describe("importing the package", () => {
  // `debug`, which body-parser uses, asks about process.stderr, which opens it: it is open beforehand.
  const printActive = (load: string) => `
    void process.stderr;
    const before = process.getActiveResourcesInfo();
    async function main() {
      ${load};
      // A turn later, for Node's own loader to end.
      setImmediate(() => console.log(JSON.stringify({ before, after: process.getActiveResourcesInfo() })));
    }
    void main();`;

  test.each([
    { by: "require", load: `require("cdyne-postback")` },
    { by: "import", load: `await import("cdyne-postback")` },
  ])("by $by leaves nothing running, and the process ends by itself", ({ load }) => {
    const project = packed.install({ "app.cjs": printActive(load) });
    const { before, after } = JSON.parse(runNode(project, "app.cjs")) as Record<string, unknown>;
    expect(after).toEqual(before);
  });

  test("opens no socket, starts no timer and reads no file", () => {
    const spy = `
      void process.stderr;
      const used = [];
      require("node:async_hooks").createHook({ init: (id, type) => used.push(type) }).enable();
      const fs = require("node:fs");
      for (const on of [fs, fs.promises]) {
        for (const name of Object.keys(on)) if (/^[a-z]/.test(name) && typeof on[name] === "function") on[name] = () => used.push(name);
      }`;
    const project = packed.install({ "app.cjs": `${spy} require("cdyne-postback"); console.log(JSON.stringify(used));` });
    // In one file, so that no module is left to be read.
    bundle(project, "app.cjs", "cjs", join(project, "bundle.cjs"));
    expect(JSON.parse(runNode(project, "bundle.cjs"))).toEqual([]);
  });
});

function bundle(project: string, file: string, format: string, outfile: string): void {
  // What esbuild asks of every ES module bundle that has CommonJS in it, as Express is.
  const banner = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
  const options = format === "esm" ? [`--banner:js=${banner}`] : [];
  runTool(project, "esbuild", file, "--bundle", "--platform=node", `--format=${format}`, `--outfile=${outfile}`, ...options);
}
