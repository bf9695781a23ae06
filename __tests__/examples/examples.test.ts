import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { eventNames } from "cdyne-postback";
import { REPLY } from "../support/packets.js";
import { endPrograms, run } from "../support/program.js";
import { freePort, send } from "../support/server.js";

jest.setTimeout(60_000);
afterEach(endPrograms);

describe("examples/quick-start.ts", () => {
  it("prints all ten events, goes on listening, takes a post by hand, and ends with Ctrl-C", async () => {
    const program = run("examples/quick-start.ts");
    await program.prints(/Ctrl-C ends it/);
    const printed = program.output().split("\n").map((line) => line.split(" ", 1)[0]);
    expect(eventNames.filter((name) => !printed.includes(name))).toEqual([]);
    const [, url = "", body = ""] = /curl -i "(\S+)" -d "(\S+)"/.exec(program.output()) ?? [];
    expect((await send(url, { body })).status).toBe(200);
    await program.prints(/\nsmsReceived +\+17575550199 > \+17575449510 +"Hello"/);
    program.interrupt();
    expect(await program.ended).toBe(0);
  });

  it("has no colours where it is not a terminal, and listens where PORT says", async () => {
    const port = await freePort();
    const program = run("examples/quick-start.ts", { PORT: port, CDYNE_TOKEN: "0123456789abcdef" });
    await program.prints(/Ctrl-C ends it/);
    expect(program.output()).toContain(`http://localhost:${port}/hooks/cdyne/0123456789abcdef`);
    expect(program.output()).not.toContain("\u001b");
  });
});

describe.each(["existing-app", "plain-http", "many-accounts"])("examples/%s.ts", (name) => {
  it("answers at each PostBackURL that it prints, and ends with Ctrl-C", async () => {
    const program = run(`examples/${name}.ts`);
    await program.prints(name === "many-accounts" ? /of beta: \S+/ : /PostBackURL: \S+/);
    const urls = [...program.output().matchAll(/http:\S+/g)].map(([url]) => url);
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
});
