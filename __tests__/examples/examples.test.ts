import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, jest } from "@jest/globals";
import { eventNames } from "cdyne-postback";
import { REPLY } from "../support/packets.js";
import { type Program, endPrograms, run, runWithTsx } from "../support/program.js";
import { freePort, send } from "../support/server.js";

jest.setTimeout(60_000);

// The programs wait much and work little: they run side by side.
const folder = mkdtempSync(join(tmpdir(), "cdyne-postback-"));
afterAll(() => {
  endPrograms();
  rmSync(folder, { recursive: true });
});

describe("examples/sqlite.ts", () => {
  it.concurrent("prints all ten events, goes on listening, takes a post by hand, and ends with Ctrl-C", async () => {
    const program = runWithTsx("examples/sqlite.ts", { FILE: join(folder, "all.db") });
    await program.prints(/Ctrl-C ends it/);
    const printed = program.output().split("\n").map((line) => line.split(" ", 1)[0]);
    expect(eventNames.filter((name) => !printed.includes(name))).toEqual([]);
    expect(await postByHand(program)).toEqual([200]);
    const [, page = ""] = /^See them on a page: (\S+)$/m.exec(program.output()) ?? [];
    expect((await send(page, { method: "GET" })).text).toContain("<td class=\"saying\">answered, Call Answered, 37 s</td>");
    await program.prints(/\nsmsReceived +\+17575550199 > \+17575449510 +"Hello"/);
    program.interrupt();
    expect(await program.ended).toBe(0);
  });

  it.concurrent("has no colours where it is not a terminal, and listens where PORT says", async () => {
    const port = await freePort();
    const program = run("examples/sqlite.ts", { PORT: port, CDYNE_TOKEN: "0123456789abcdef", FILE: join(folder, "plain.db") });
    await program.prints(/Ctrl-C ends it/);
    expect(program.output()).toContain(`http://localhost:${port}/hooks/cdyne/0123456789abcdef`);
    expect(program.output()).not.toContain("\u001b");
  });

  it.concurrent("goes on after a kill with what it had recorded, and says so", async () => {
    const FILE = join(folder, "killed.db");
    const killed = run("examples/sqlite.ts", { FILE });
    await killed.prints(/\nsms/);
    killed.kill();
    await killed.ended;
    const next = run("examples/sqlite.ts", { FILE });
    await next.prints(/An earlier run recorded \d+ postbacks in .* and left [1-9]\d* of them: going on/);
    await next.prints(/\n(sms|deliveryReceipt|call)[^]*Ctrl-C ends it/);
    next.interrupt();
    expect(await next.ended).toBe(0);
  });
});

describe("examples/postgres.ts", () => {
  it.concurrent("loses nothing when a worker is killed", async () => {
    const program = run("examples/postgres.ts");
    expect(await program.ended).toBe(0);
    expect(program.output()).toContain("200 were answered with 200");
    expect(program.output()).toMatch(/killed: SIGKILL[^]*Handled: 200\. Lost: 0\./);
  });
});

describe("examples/hand-over.ts", () => {
  it.concurrent("hands every postback to the queue once, and ends with Ctrl-C", async () => {
    const program = run("examples/hand-over.ts");
    await program.prints(/All posted/);
    await program.prints(/(The queue has [^]*){13}/);
    const [told] = [program.output().match(/The queue has \w+/g) ?? []];
    expect(told).toHaveLength(13);
    program.interrupt();
    expect(await program.ended).toBe(0);
  });
});

describe.each(["existing-app", "plain-http", "many-accounts"])("examples/%s.ts", (name) => {
  it.concurrent("answers at each PostBackURL that it prints, and ends with Ctrl-C", async () => {
    const program = run(`examples/${name}.ts`);
    await program.prints(/Ctrl-C ends it/);
    const urls = [...program.output().matchAll(/ (http:\S+)$/gm)].map(([, url = ""]) => url);
    for (const url of urls) expect((await send(url, { body: REPLY })).status).toBe(200);
    if (name === "existing-app") {
      const answers = await send(new URL("/answers", urls[0]).href, { method: "GET" });
      expect(JSON.parse(answers.text)).toEqual({ "+17575449510": "Test" });
    }
    if (name === "plain-http") {
      await send(urls[0] ?? "", { body: "QueueID=7&ResponseCode=8&phonenumber=7575559999" });
      await program.prints(/\+17575559999: unreached after 0 s/);
    }
    if (name === "many-accounts") {
      await program.prints(/acme: smsReply[^]*beta: smsReply/);
      expect(urls).toHaveLength(3);
    }
    program.interrupt();
    expect(await program.ended).toBe(0);
  });

  it.concurrent("takes a post by hand for each account, and prints its event", async () => {
    const program = run(`examples/${name}.ts`);
    await program.prints(/Ctrl-C ends it/);
    const accounts = name === "many-accounts" ? ["acme: ", "beta: "] : [""];
    expect(await postByHand(program)).toEqual(accounts.map(() => 200));
    for (const account of accounts) await program.prints(new RegExp(`^${account}smsReceived`, "m"));
  });
});

/** Posts what the lines post that the program gives to paste. */
async function postByHand(program: Program): Promise<number[]> {
  const lines = [...program.output().matchAll(/^curl -i "(\S+)" -d "(\S+)"$/gm)];
  return Promise.all(lines.map(async ([, url = "", body = ""]) => (await send(url, { body })).status));
}

describe("examples/store-and-forward.ts", () => {
  it.concurrent("sends on what came to a number, however often the other side fails", async () => {
    const program = run("examples/store-and-forward.ts", { FILE: join(folder, "texts.db") });
    expect(await program.ended).toBe(0);
    expect(program.output().match(/^Sent on: .*$/gm)?.sort()).toEqual(["Sent on: Are you open today?", "Sent on: Please call me back"]);
    expect(program.output()).toMatch(/^Try 1 failed/m);
  });
});

describe("examples/appointment-reminder.ts", () => {
  // Its people have four seconds to answer: it runs alone, after the others.
  it("sends, takes what people write and press, answers, and knows of each whether he or she comes", async () => {
    const program = run("examples/appointment-reminder.ts", { FILE: join(folder, "reminders.db") });
    expect(await program.ended).toBe(0);
    const plans = [...program.output().matchAll(/│ '\+1757555011(\d)' +│ '([^']+)'/g)].map(([, person, plan]) => `${person} ${plan}`);
    expect(plans).toEqual(["1 comes", "2 does not come", "3 comes", "4 wants no texts", "5 does not come", "6 comes"]);
  });
});
