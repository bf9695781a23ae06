import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { type Outcome, type Postbacks, classify, createPostbacks, eventNames, schemas } from "cdyne-postback";
import { type Client, createClient } from "cdyne-postback/client";
import { commands } from "../../lib/cli/commands.js";
import { THEM, closeVendors, correspondents } from "../support/correspondence.js";
import { REPLY, TOKEN } from "../support/packets.js";
import { endPrograms, run } from "../support/program.js";
import { closeReceivers, until } from "../support/receiver.js";
import { closeServers, freePort, send, serve } from "../support/server.js";

jest.setTimeout(60_000);

const ROOT = join(__dirname, "../..");
const DOCUMENTS = ["README.md", "lib/wire/README.md", "lib/inbox/README.md", "lib/client/README.md", "lib/testing/README.md", "lib/inspector/README.md", "lib/ERRORS.md"];

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
/** A line that prints, with what it prints. */
const SAYS = /console\.log\(.*\);\s*\/\/ (.*)$/m;
const blocks = DOCUMENTS.flatMap((document) =>
  [...read(document).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""], index) => ({ document, code, index })),
);

let folder = "";
const file = (block: { document: string; index: number }) => `${block.document.replace(/\W/g, "-")}-${block.index}.ts`;

beforeAll(() => {
  folder = mkdtempSync(join(__dirname, "blocks-"));
  for (const block of blocks) writeFileSync(join(folder, file(block)), block.code);
  const compilerOptions = { noPropertyAccessFromIndexSignature: false };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../../tsconfig.json", compilerOptions, include: ["*.ts"] }));
});

afterAll(async () => {
  endPrograms();
  await closeReceivers();
  await closeVendors();
  await closeServers();
  rmSync(folder, { recursive: true });
});

describe("the code in the documents", () => {
  it("is there", () => {
    const documents = blocks.map(({ document }) => document);
    expect([...new Set(documents)]).toEqual(["README.md", "lib/wire/README.md", "lib/client/README.md", "lib/testing/README.md", "lib/inspector/README.md"]);
    expect(documents.filter((document) => document === "README.md")).toHaveLength(3);
  });

  it("compiles", () => {
    const tsc = join(ROOT, "node_modules/typescript-7/bin/tsc");
    expect(() => execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" })).not.toThrow();
  });

  it("is a receiver that works as pasted: the first block of README.md", async () => {
    const port = await freePort();
    const program = run(join(folder, "README-md-0.ts"), { PORT: port, CDYNE_TOKEN: TOKEN }, folder);
    await program.prints(new RegExp(`PostBackURL: https://example.com/cdyne/${TOKEN}`));
    const url = `http://127.0.0.1:${port}/cdyne/${TOKEN}`;
    await until(async () => send(url, { method: "GET" }).then(({ status }) => status === 200, () => false));
    expect((await send(url, { body: REPLY })).status).toBe(200);
    await program.prints(/\+17575449510 answers "Test" to message 11111111-2222-1111-2222-000000000004/);
    const call = "QueueID=7&ResponseCode=1&StartTime=2020-08-28T00%3A53%3A06Z&EndTime=2020-08-28T00%3A53%3A43Z&Duration=37&digitsdialed=345";
    expect((await send(url, { body: call })).status).toBe(200);
    await program.prints(/Call 7: answered after 37 s, digits 345/);
  });

  it("sends a text and places a call as pasted: the second block of README.md", async () => {
    // Only the port is another one, because somebody may use that.
    const PORT = await freePort();
    writeFileSync(join(folder, "sending.ts"), readFileSync(join(folder, "README-md-1.ts"), "utf8").replace("localhost:3000", `localhost:${PORT}`));
    const receiving = run(join(folder, "README-md-0.ts"), { PORT, CDYNE_TOKEN: TOKEN }, mkdtempSync(join(folder, "run-")));
    await receiving.prints(/PostBackURL/);
    const program = run(join(folder, "sending.ts"), { CDYNE_TOKEN: TOKEN });
    expect(await program.ended).toBe(0);
    await receiving.prints(/\+17575550111 answers "YES" to message/);
    await receiving.prints(/Call \d+: answered after 37 s, digits 1/);
  });

  it("answers, knows what was sent, and asks: the third block of README.md", async () => {
    process.env["CDYNE_TOKEN"] = TOKEN;
    const code = (await import(join(folder, "README-md-2.ts"))) as { receiver: (client: Client) => Postbacks; ask: (postbacks: Postbacks, client: Client, to: string) => Promise<Outcome> };
    const { client, vendor, clientOptions } = await correspondents();
    process.chdir(mkdtempSync(join(folder, "answer-")));
    const postbacks = code.receiver(client);
    const postbackUrl = `${await serve(postbacks.listener)}/${TOKEN}`;
    const logged = jest.spyOn(console, "log").mockReturnValue();
    vendor.handset(THEM).replies("yes");
    expect(await code.ask(postbacks, createClient({ ...clientOptions, postbackUrl }), THEM)).toMatchObject({ outcome: "reply", reply: { text: "yes" } });
    await until(() => vendor.requests.length === 2);
    expect(vendor.requests[1]?.parameters).toMatchObject({ Body: "Thank you" });
    await until(() => logged.mock.calls.length > 0);
    await postbacks.close();
    process.chdir(ROOT);
  });

  it.each(blocks.filter(({ code }) => code.includes('from "node:test"')))("is a test that passes: block $index of $document", async (block) => {
    const program = run(join(folder, file(block)));
    expect(await program.ended).toBe(0);
    expect(program.output()).toMatch(/pass 1\b[^]*fail 0\b/);
  });

  it.each(blocks.filter(({ document, code }) => /wire|testing/.test(document) && SAYS.test(code) && !code.includes(".listen(")))(
    "prints what its comments say: block $index of $document",
    async (block) => {
      const program = run(join(folder, file(block)));
      expect(await program.ended).toBe(0);
      const said = [...block.code.matchAll(new RegExp(SAYS, "gm"))].map(([, comment]) => comment);
      expect(said.length).toBeGreaterThan(0);
      const lines = program.output().trimEnd().split("\n");
      expect(lines.filter((line) => !line.startsWith("[cdyne-postback]"))).toEqual(said);
    },
  );
});

it("classify() gives what its own example says", () => {
  const [, body = "", type] = /@example classify\("(.*)"\)\.type \/\/ "(\w+)"/.exec(read("lib/wire/classify.ts")) ?? [];
  expect(classify(body).type).toBe(type);
});

describe("README.md", () => {
  it("is short enough to be read", () => {
    expect(read("README.md").split("\n").length).toBeLessThanOrEqual(151);
  });

  it("names only files that are there", () => {
    const links = [...read("README.md").matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = ""]) => link);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(() => execFileSync("ls", [join(ROOT, link)], { stdio: "ignore" })).not.toThrow();
  });

  it("shows every command of the command line", () => {
    const shown = [...read("README.md").matchAll(/^npx cdyne-postback (\w+)/gm)].map(([, name]) => name);
    expect(shown.sort()).toEqual(commands.map(({ name }) => name).sort());
  });

  it("names every event, and nothing else as one", () => {
    const [, chapter = ""] = /^## Events$(.*?)^## /ms.exec(read("README.md")) ?? [];
    expect([...chapter.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(eventNames);
  });

  it("names every field of every event", () => {
    const fields = Object.values(schemas).flatMap((schema) => Object.keys(schema.shape));
    expect([...new Set(fields)].filter((name) => !read("README.md").includes(`\`${name}\``))).toEqual([]);
  });

  it("names every option and every method", () => {
    const options = [...read("lib/options.ts").matchAll(/^ {2}(\w+)\??: .* \| undefined;$/gm)].map(([, name = ""]) => name);
    expect(options.length).toBeGreaterThan(8);
    const postbacks = createPostbacks({ tokens: TOKEN });
    const methods = Object.keys(postbacks).filter((name) => !/^on[A-Z]/.test(name));
    expect([...options, ...methods].filter((name) => !new RegExp(`\`${name}\\b`).test(read("README.md")))).toEqual([]);
  });
});
