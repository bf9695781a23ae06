import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { transformSync } from "esbuild";
import { REPLY, TOKEN } from "../support/packets.js";
import { endPrograms, runScript } from "../support/program.js";
import { send } from "../support/server.js";
import { expressApps, nestApps, printed } from "./apps.js";
import { type PackedPackage, packed } from "./packed.js";
import { Projects, fetched, root, runNode } from "./project.js";

// The first to need the package packs it, and other versions of Node may have to be fetched.
jest.setTimeout(180_000);

const OTHER_NODES = ["20", "22", "24"].filter((major) => major !== process.versions.node.split(".", 1)[0]);
const NEST = ["@nestjs/common", "@nestjs/core", "@nestjs/platform-express", "reflect-metadata", "rxjs"];

const projects = new Projects();
let the: PackedPackage;
beforeAll(async () => {
  the = await packed();
});
afterAll(() => {
  endPrograms();
  projects.remove();
});

/** Two at a time. What each prints. */
async function output(project: string, files: readonly string[], node?: string): Promise<unknown[]> {
  const [one, two, ...others] = files;
  if (one === undefined) return [];
  const now = await Promise.all([one, two].filter((file) => file !== undefined).map(async (file) => JSON.parse(await runNode(project, file, node)) as unknown));
  return [...now, ...(await output(project, others, node))];
}

describe("a JavaScript consumer receives a postback, into memory and into SQLite, by import and by require", () => {
  test.each([
    { name: "Express 4", express: { name: "express", here: "express4" } },
    { name: "Express 5", express: "express" },
  ])("in $name on this Node, with libsql", async ({ express }) => {
    const project = projects.create(the, expressApps, express, "libsql");
    const files = Object.keys(expressApps);
    expect(await output(project, files)).toEqual(files.map(() => printed));
  });

  test.each(OTHER_NODES)("in Express 5 on Node %s, with the SQLite that Node has", async (major) => {
    const project = projects.create(the, expressApps, "express", ...(major === "20" ? ["libsql"] : []));
    const files = Object.keys(expressApps);
    expect(await output(project, files, await fetched("node", `node@${major}`))).toEqual(files.map(() => printed));
  });

  test("in NestJS behind its own parsers, with the raw body and without", async () => {
    const project = projects.create(the, nestApps, ...NEST);
    const files = Object.keys(nestApps);
    expect(await output(project, files)).toEqual(files.map(() => printed));
  });
});

describe("a host that is not Express, as its example shows", () => {
  test.each([
    { example: "fastify", needs: ["fastify"] },
    { example: "koa", needs: ["koa"] },
    { example: "nest", needs: NEST },
  ])("examples/$example.ts receives what is posted, refuses a wrong token, and ends with Ctrl-C", async ({ example, needs }) => {
    const project = projects.create(the, { "app.mjs": asJavaScript(example), "vendor.js": asJavaScript("vendor"), "package.json": `{"type":"module"}` }, ...needs);
    const program = runScript(join(project, "app.mjs"), { CDYNE_TOKEN: TOKEN }, project);
    await program.prints(/Ctrl-C ends it/);
    const [, url = ""] = / (http:\S+)$/m.exec(program.output()) ?? [];
    expect((await send(url, { body: REPLY })).status).toBe(200);
    await program.prints(/smsReply message:9a35e913-ded0-7574-4642-5f60c550c706/);
    expect((await send(url.replace(TOKEN, "another-token-of-32-characters-x"), { body: REPLY })).status).toBe(404);
    program.interrupt();
    expect(await program.ended).toBe(0);
  });
});

describe("a JavaScript consumer of the other entry points", () => {
  const uses = `
    async function main() {
      const checks = inboxContract(() => memoryInbox());
      for (const { check } of checks) await check();
      const vendor = await startVendor();
      const client = createClient(vendor.clientOptions);
      const [sent] = await client.sendMessage({ to: "+17575550111", text: "Hello" });
      const [called] = await client.callAdvanced({ to: "+17575550111", callerId: "+17575550100", say: script().say("Hello") });
      console.log(JSON.stringify([checks.length > 15, sent.status, called.status]));
      await vendor.close();
    }
    void main();`;
  const entries = { "": "{ memoryInbox }", "/inbox-contract": "{ inboxContract }", "/client": "{ createClient, script }", "/testing": "{ startVendor }", "/inspector": "{ inspector }" };
  const apps = {
    "uses.cjs": Object.entries(entries).map(([entry, names]) => `const ${names} = require("cdyne-postback${entry}");`).join("\n") + uses,
    "uses.mjs": Object.entries(entries).map(([entry, names]) => `import ${names} from "cdyne-postback${entry}";`).join("\n") + uses,
  };

  test("sends, calls, and runs the contract on an inbox, by require and by import", async () => {
    const project = projects.create(the, apps);
    expect(await output(project, Object.keys(apps))).toEqual([[true, "Ready", "Queued"], [true, "Ready", "Queued"]]);
  });
});

/** An example as its reader runs it, without its types. */
function asJavaScript(example: string): string {
  return transformSync(readFileSync(join(root, `examples/${example}.ts`), "utf8"), { loader: "ts", target: "node20" }).code;
}
