import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckCode, type PostbacksOptions, createPostbacks, memoryInbox } from "cdyne-postback";
import { createClient } from "cdyne-postback/client";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { startVendor, testClock } from "cdyne-postback/testing";
import express from "express";
import morgan from "morgan";
import { checkCodes } from "../../lib/checks.js";
import { SENT, TOKEN } from "../support/packets.js";
import { type Receiver, closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";

const before = process.env["NODE_ENV"];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdyne-postback-"));
});
afterEach(async () => {
  process.env["NODE_ENV"] = before;
  await closeServers();
  await closeReceivers();
  rmSync(folder, { recursive: true });
});

type Made = Pick<Receiver, "router" | "logged" | "counters">;

/** A receiver without any handler; `receiver()` has one for every event. */
function withoutHandlers(options: Partial<PostbacksOptions>): Made {
  const logged: Receiver["logged"] = [];
  const warn = (details: object, message: string) => logged.push({ level: "warn", code: Reflect.get(details, "code"), details, message });
  return { ...createPostbacks({ tokens: TOKEN, logger: { warn, error: () => {} }, ...options }), logged };
}
const forwarded = { "x-forwarded-for": "127.0.0.1" };

/** How each check is provoked: posts something to a receiver with these options, and gives it with the answer's status. */
const provocations: Record<CheckCode, (options: Partial<PostbacksOptions>) => Promise<[number, Made]>> = {
  CDYNE_ADDRESS_REFUSED: async (options) => post(receiver({ ...options, allow: ["192.0.2.7"] })),
  CDYNE_CREATED_IN_REQUEST: async (options) => {
    const made: Receiver[] = [];
    const app = express().use("/cdyne", (req, res, next) => {
      const one = receiver(options);
      made.push(one);
      one.router(req, res, next);
    });
    const url = `${await serve(app)}/cdyne/${TOKEN}`;
    await send(url, { body: SENT });
    const { status } = await send(url, { body: SENT });
    if (!made[1]) throw new Error("Nothing was made.");
    return [status, made[1]];
  },
  CDYNE_HANDLERS_DIFFER: async (options) => {
    const { now, after, advance } = testClock();
    const clock = { now, after };
    const open = () => receiver({ ...options, clock, inbox: sqliteInbox({ file: join(folder, "postbacks.db"), clock }) });
    const [one, other] = [open(), open()];
    other.onSmsSent(() => {});
    const answer = await post(one);
    await other.start();
    await advance("10m");
    return answer;
  },
  CDYNE_HANDLER_LATE: async (options) => {
    const one = receiver(options);
    one.onSmsSent(() => one.onSmsReply(() => {}));
    const answer = await post(one);
    await until(() => one.counters.delivered === 1);
    return answer;
  },
  CDYNE_HANDLER_NONE: async (options) => {
    const one = withoutHandlers(options);
    const answer = await post(one);
    await until(() => one.counters.delivered === 1);
    return answer;
  },
  CDYNE_HANDLER_REPEATED: async (options) => {
    const one = receiver(options);
    const handler = () => {};
    one.onSmsReply(handler);
    one.onSmsReply(handler);
    return post(one);
  },
  CDYNE_MEMORY_INBOX: async (options) => {
    process.env["NODE_ENV"] = "production";
    return post(receiver(options));
  },
  CDYNE_MOUNTED_TWICE: async (options) => {
    const one = receiver(options);
    return post(one, express().use("/cdyne", one.router).use("/cdyne", one.router));
  },
  CDYNE_PARSER_LOSES: async (options) => {
    const one = receiver(options);
    const lose = express.raw({ type: "*/*", verify: (req, _res, body) => Object.assign(req, { rawBody: body.subarray(0, 80) }) });
    return post(one, express().use(lose).use("/cdyne", one.router));
  },
  CDYNE_PROXY_TRUSTED_ALL: async (options) => {
    const one = receiver({ ...options, allow: ["127.0.0.1"] });
    return post(one, express().set("trust proxy", true).use("/cdyne", one.router));
  },
  CDYNE_PROXY_UNTRUSTED: async (options) => {
    const one = receiver({ ...options, allow: ["127.0.0.1"] });
    return post(one, express().use("/cdyne", one.router), forwarded);
  },
  CDYNE_TOKEN_LOGGED: async (options) => {
    const one = receiver(options);
    return post(one, express().use(morgan("tiny", { stream: { write: () => {} } })).use("/cdyne", one.router));
  },
};

async function post(one: Made, app = express().use("/cdyne", one.router), headers = {}): Promise<[number, Made]> {
  const url = `${await serve(app)}/cdyne/${TOKEN}`;
  const { status } = await send(url, { body: SENT, headers });
  expect((await send(url, { body: SENT, headers })).status).toBe(status);
  return [status, one];
}

describe.each(checkCodes)("%s", (code) => {
  const given = async (checks: PostbacksOptions["checks"]) => {
    const [status, { logged }] = await provocations[code]({ checks });
    return { status, said: logged.map((line) => line.code) };
  };

  it("is said once, and neither it nor its silence changes an answer", async () => {
    const { status, said } = await given(undefined);
    expect(said.filter((one) => one === code)).toEqual([code]);
    const others = said.filter((one) => one !== code);
    expect(await given({ [code]: false })).toEqual({ status, said: others });
    expect(await given({ [code]: true })).toEqual({ status, said });
    expect(await given(false)).toEqual({ status, said: [] });
  });
});

describe("an option that does not exist", () => {
  const messageOf = (call: () => unknown): string => {
    try {
      return String(call());
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  };
  const refused = (call: () => unknown) => expect(call).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));

  it.each<[string, string, () => unknown]>([
    ["createPostbacks()", "inbox", () => createPostbacks({ tokens: TOKEN, inbocks: memoryInbox() } as never)],
    ["a check", "CDYNE_MOUNTED_TWICE", () => createPostbacks({ tokens: TOKEN, checks: { CDYNE_MOUNT_TWICE: false } as never })],
    ["a check in lower case", "CDYNE_MEMORY_INBOX", () => createPostbacks({ tokens: TOKEN, checks: { cdyne_memory_inbox: false } as never })],
    ["retry", "attempts", () => createPostbacks({ tokens: TOKEN, retry: { attemps: 3 } as never })],
    ["memoryInbox()", "limit", () => memoryInbox({ limt: 5 } as never)],
    ["sqliteInbox()", "file", () => sqliteInbox({ flie: "a.db" } as never)],
    ["postgresInbox()", "connectionString", () => postgresInbox({ connectionstring: "postgres://x" } as never)],
    ["createClient()", "licenseKey", () => createClient({ licenceKey: "x" } as never)],
  ])("of %s is refused with the one that was probably meant: %s", (_, meant, call) => {
    refused(call);
    expect(call).toThrow(`Did you mean "${meant}"?`);
  });

  it("is told with all the others, and with all values that cannot be", () => {
    const options = { tokens: TOKEN, inbocks: 1, concurency: 2, bodyLimit: -1, lease: "1m", keep: null, allow: "10.0.0.1", retry: { atempts: 3, minDelay: NaN } };
    expect(messageOf(() => createPostbacks(options as never)).replaceAll(/There are: [^.]+\. /g, "")).toBe(
      'createPostbacks(): There is no "inbocks". Did you mean "inbox"? There is no "concurency". Did you mean "concurrency"? ' +
        '`retry`: There is no "atempts". Did you mean "attempts"? `allow`: expected an array, not a string. `bodyLimit`: expected more than 0. ' +
        "`retry.minDelay`: expected a number, not NaN. `lease`: expected a number, not a string. `keep`: expected an object, not null.",
    );
    expect(messageOf(() => createClient({} as never))).toMatch(/^createClient\(\): `licenseKey`: it is missing\.$/);
    expect(messageOf(() => memoryInbox({ limit: 1.5 }))).toMatch(/^memoryInbox\(\): `limit`: expected a whole number\.$/);
  });

  it("of startVendor() is refused with the one that was probably meant", async () => {
    await expect(startVendor({ sede: 1 } as never)).rejects.toThrow('Did you mean "seed"?');
  });

  it.each([true, "none", 0, null, [], { CDYNE_MEMORY_INBOX: "no" }])("is told from a value of `checks` that cannot be, which is refused, too: %j", (checks) => {
    refused(() => createPostbacks({ tokens: TOKEN, checks: checks as never }));
  });

  it("is also a check for what is no warning: errors are always said", () => {
    refused(() => createPostbacks({ tokens: TOKEN, checks: { CDYNE_RECORD_FAILED: false } as never }));
  });
});
