import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { build } from "esbuild";
import { cjsApp, esmApp, printed } from "./apps.js";
import { type PackedPackage, packed } from "./packed.js";
import { Projects, runNode } from "./project.js";

// The first to need the package packs it.
jest.setTimeout(180_000);

const ENTRIES = ["", "/client", "/testing", "/inspector", "/sqlite", "/postgres", "/inbox-contract"].map((entry) => `cdyne-postback${entry}`);

const projects = new Projects();
let the: PackedPackage;
beforeAll(async () => {
  the = await packed();
});
afterAll(() => projects.remove());

describe("a consumer that esbuild bundled into one file receives a postback without node_modules", () => {
  test.each([
    { format: "cjs" as const, file: "app.cjs", source: cjsApp },
    { format: "esm" as const, file: "app.mjs", source: esmApp },
  ])("as $format", async ({ format, file, source }) => {
    const elsewhere = projects.emptyFolder();
    await bundle(projects.create(the, { [file]: source }, "express"), file, format, join(elsewhere, file));
    expect(JSON.parse(await runNode(elsewhere, file))).toEqual(printed);
  });
});

test("the inspector's page comes out of a bundle with its style and script", async () => {
  const source = `
    const express = require("express");
    const { createPostbacks } = require("cdyne-postback");
    const { inspector } = require("cdyne-postback/inspector");
    const postbacks = createPostbacks({ tokens: "token-of-the-consumer" });
    const server = express().use("/inspect", inspector(postbacks)).listen(0, "127.0.0.1", async () => {
      const base = "http://127.0.0.1:" + server.address().port + "/inspect/";
      const text = await (await fetch(base)).text();
      const files = text.match(/[.][/]inspector[.]\\w+[?]v=[^"]+/g);
      const statuses = await Promise.all(files.map(async (file) => (await fetch(new URL(file, base))).status));
      console.log(JSON.stringify({ title: /<h1>(.*)<[/]h1>/.exec(text)[1], statuses }));
      await postbacks.close();
      server.close();
    });`;
  const elsewhere = projects.emptyFolder();
  await bundle(projects.create(the, { "page.cjs": source }, "express"), "page.cjs", "cjs", join(elsewhere, "page.cjs"));
  expect(JSON.parse(await runNode(elsewhere, "page.cjs"))).toEqual({ title: "Postbacks", statuses: [200, 200] });
});

describe("importing an entry point", () => {
  // `debug`, which body-parser uses, asks about process.stderr, which opens it: it is open beforehand.
  const active = (load: string) => `
    void process.stderr;
    const before = process.getActiveResourcesInfo();
    async function main() {
      ${load};
      // A turn later, for Node's own loader to end.
      setImmediate(() => console.log(JSON.stringify({ before, after: process.getActiveResourcesInfo() })));
    }
    void main();`;
  const spy = `
    void process.stderr;
    const used = [];
    require("node:async_hooks").createHook({ init: (id, type) => used.push(type) }).enable();
    const fs = require("node:fs");
    for (const on of [fs, fs.promises]) {
      for (const name of Object.keys(on)) if (/^[a-z]/.test(name) && typeof on[name] === "function") on[name] = () => used.push(name);
    }`;
  const named = (entry: string) => entry.replace("/", "-");

  // Without Express, libsql and pg.
  let project = "";
  beforeAll(() => {
    const files = ENTRIES.flatMap((entry) => [
      [`${named(entry)}.required.cjs`, active(`require("${entry}")`)],
      [`${named(entry)}.imported.cjs`, active(`await import("${entry}")`)],
      [`${named(entry)}.spied.cjs`, `${spy} require("${entry}"); console.log(JSON.stringify(used));`],
    ]);
    project = projects.create(the, Object.fromEntries(files) as Record<string, string>);
  });

  test.each(ENTRIES)("%s leaves nothing running, and the process ends by itself", async (entry) => {
    const told = await Promise.all(["required", "imported"].map(async (how) => JSON.parse(await runNode(project, `${named(entry)}.${how}.cjs`)) as Record<string, unknown>));
    for (const { before, after } of told) expect(after).toEqual(before);
  });

  test.each(ENTRIES)("%s opens no socket, starts no timer and reads no file", async (entry) => {
    // In one file, so that no module is left to be read.
    const outfile = `${named(entry)}.bundle.cjs`;
    await bundle(project, `${named(entry)}.spied.cjs`, "cjs", join(project, outfile));
    expect(JSON.parse(await runNode(project, outfile))).toEqual([]);
  });

  test.each(["sqlite", "postgres"])("%s, and making its inbox, has not loaded its driver", async (entry) => {
    const source = `
      const inbox = require("cdyne-postback/${entry}").${entry}Inbox({ ${entry === "sqlite" ? 'file: "a.db"' : 'connectionString: "postgres://localhost"'} });
      console.log(JSON.stringify([inbox.durable, process.getActiveResourcesInfo().includes("TCPSocketWrap")]));`;
    expect(JSON.parse(await runNode(projects.create(the, { "app.cjs": source }), "app.cjs"))).toEqual([true, false]);
  });
});

async function bundle(project: string, file: string, format: "cjs" | "esm", outfile: string): Promise<void> {
  // What esbuild asks of every ES module bundle that has CommonJS in it, as Express is.
  const banner = { js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);` };
  await build({
    absWorkingDir: project,
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: "node",
    format,
    // Loaded when an inbox is used.
    external: ["libsql", "pg"],
    ...(format === "esm" ? { banner } : {}),
  });
}
