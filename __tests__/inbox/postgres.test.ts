import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { type Claim, type Inbox, type Postback, type Settlement, classify } from "cdyne-postback";
import { inboxContract } from "cdyne-postback/inbox-contract";
import { postgresInbox } from "cdyne-postback/postgres";
import { Pool } from "pg";
import { receipt, reply } from "../support/packets.js";
import { type PostgresServer, createDatabase, query, startServer } from "../support/postgres.js";
import { until } from "../support/receiver.js";

let database: Awaited<ReturnType<typeof createDatabase>>;
let schemas = 0;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(async () => database.drop());

const LEASE = 60_000;
/** A schema that nobody else uses. */
const newSchema = (): string => `inbox_${(schemas += 1)}`;
const open = (schema = newSchema()): Inbox => postgresInbox({ connectionString: database.url, schema });
const replies = (from: number, count: number): Postback[] => Array.from({ length: count }, (_, index) => classify(reply(from + index)));
const delivered = ({ id }: Claim): Settlement => ({ id, state: "delivered", handled: ["a"] });
async function closeAll(inboxes: readonly Inbox[]): Promise<void> {
  await Promise.all(inboxes.map(async (inbox) => inbox.close()));
}

/** Whether it works again; while it does not, it rejects. */
async function works(inbox: Inbox): Promise<boolean> {
  return inbox.health().then(
    () => true,
    () => false,
  );
}

describe("the PostgreSQL inbox", () => {
  for (const { name, check } of inboxContract(() => open())) it(name, check);

  it("says that it is durable", () => {
    expect(open().durable).toBe(true);
  });

  it("keeps everything when it is closed and opened again", async () => {
    const schema = newSchema();
    const before = open(schema);
    await before.record(replies(1, 3));
    const [claim] = await before.claim(1, LEASE);
    await before.settle([{ id: claim?.id ?? "", state: "dead", handled: ["a"], error: "Error E1" }]);
    const page = await before.list({ limit: 10 });
    await before.close();
    const after = open(schema);
    expect(await after.list({ limit: 10 })).toEqual(page);
    expect(await after.record(replies(1, 4))).toEqual(["repeat", "repeat", "repeat", "new"]);
    await after.close();
  });

  it("takes as many in one call as there are, all or none, and redelivers and forgets as many", async () => {
    const inbox = open();
    const bad = Object.assign(classify(reply(0)), { receivedAt: new Date(NaN) });
    await expect(inbox.record([...replies(1, 500), bad])).rejects.toThrow();
    expect((await inbox.health()).waiting).toBe(0);
    expect(await inbox.record([...replies(1, 450), ...replies(1, 450)])).toEqual([...Array<string>(450).fill("new"), ...Array<string>(450).fill("repeat")]);
    const claims = await inbox.claim(1000, LEASE);
    await inbox.settle(claims.map(({ id }) => ({ id, state: "dead", handled: [] })));
    expect(await inbox.redeliver({ state: "dead" })).toBe(450);
    expect(await inbox.claim(1000, LEASE)).toHaveLength(450);
    expect(await inbox.forget("+17575449510")).toBe(450);
    expect(await inbox.health()).toMatchObject({ waiting: 0, running: 0, dead: 0 });
    await inbox.close();
  });

  it("takes whatever stands where a number should", async () => {
    const inbox = open();
    const long = classify(reply(1).replace("17575449510", `x${"\u{1f600}".repeat(5000)}`));
    const nul = classify(Buffer.from('{"SMSReceived": "1", "a\\u0000": "\\ud800", "n": 1}'));
    expect(await inbox.record([long, nul, classify("a\0=\ud800&b=\\u0000")])).toEqual(["new", "new", "new"]);
    expect((await inbox.claim(10, LEASE)).map(({ postback }) => postback.fields)).toMatchObject([long.fields, nul.fields, { b: "\\u0000" }]);
    const { from } = long as { from?: string };
    expect(await inbox.forget(from ?? "")).toBe(1);
    await inbox.close();
  });

  it("keeps nothing of what it refuses, prunes or forgets", async () => {
    const schema = newSchema();
    const inbox = open(schema);
    const [one, two] = [classify(receipt("1")), classify(receipt("2"))];
    await inbox.record([...replies(1, 2), one]);
    const bad = Object.assign(classify(reply(9)), { receivedAt: new Date(NaN) });
    await expect(inbox.record([two, bad, one])).rejects.toThrow();
    await inbox.settle((await inbox.claim(1, LEASE)).map(delivered));
    expect(await inbox.prune("delivered", new Date(Date.now() + LEASE), 10)).toBe(1);
    expect(await inbox.forget("+17575449510")).toBe(1);
    expect((await query(database.url, `select key from ${schema}.content`)).map(({ key }) => key)).toEqual([one.key]);
    expect(await query(database.url, `select repeats from ${schema}.delivery`)).toEqual([{ repeats: 0 }]);
    await inbox.close();
  });

  it("shows in SQL what it has", async () => {
    const inbox = postgresInbox({ connectionString: database.url });
    await inbox.record([classify(reply(1, "Yes, \"please\" 😀"), { account: "acme" }), classify(receipt("1"))]);
    expect(await query(database.url, "select event->>'text' as text from cdyne_postback.postback where type = 'smsReply'")).toEqual([{ text: "Yes, \"please\" 😀" }]);
    expect(await query(database.url, "select account, subject, from_number, at, fields->>'MessageID' as id, state from cdyne_postback.postback where type = 'smsReply'")).toEqual([
      {
        account: "acme",
        subject: "message:9a35e913-ded0-7574-4642-000000000001",
        from_number: "+17575449510",
        at: new Date("2010-05-08T02:42:36Z"),
        id: "9a35e913-ded0-7574-4642-000000000001",
        state: "waiting",
      },
    ]);
    await inbox.close();
  });
});

describe("the PostgreSQL inbox in a pool of its user", () => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ connectionString: database.url, max: 4 });
  });
  afterAll(async () => pool.end());

  for (const { name, check } of inboxContract(() => postgresInbox({ pool, schema: newSchema() }))) it(name, check);

  it("leaves the pool as it was", async () => {
    const listeners = pool.listenerCount("error");
    const inbox = postgresInbox({ pool, schema: newSchema() });
    inbox.watch?.(() => {});
    await inbox.record(replies(1, 1));
    await inbox.close();
    expect((await pool.query<{ one: number }>("select 1 as one")).rows).toEqual([{ one: 1 }]);
    expect(pool.listenerCount("error")).toBe(listeners);
    await until(() => pool.idleCount === pool.totalCount);
  });

  it("does not keep the only connection that there is", async () => {
    const single = new Pool({ connectionString: database.url, max: 1 });
    const inbox = postgresInbox({ pool: single, schema: newSchema() });
    inbox.watch?.(() => {});
    expect(await inbox.record(replies(1, 2))).toEqual(["new", "new"]);
    await inbox.close();
    await single.end();
  });
});

describe("the PostgreSQL inbox in a pool whose transactions are serializable", () => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ connectionString: database.url, max: 4, options: "-c default_transaction_isolation=serializable" });
  });
  afterAll(async () => pool.end());

  for (const { name, check } of inboxContract(() => postgresInbox({ pool, schema: newSchema() }))) it(name, check);
});

describe("the options of postgresInbox()", () => {
  it("are either a connection string or a pool, and a name for the schema", () => {
    const invalid: unknown[] = [{}, { connectionString: "" }, { connectionString: "x", pool: new Pool() }, { pool: {} }, { conectionString: "x" }];
    for (const options of [...invalid, { connectionString: "x", schema: 'a"b' }, { connectionString: "x", schema: "" }, undefined]) {
      expect(() => postgresInbox(options as { connectionString: string })).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
    }
  });

  it("need the package pg for a connection string", async () => {
    jest.doMock("pg", () => {
      throw new Error("Cannot find module 'pg'");
    });
    const inbox = open();
    await expect(inbox.health()).rejects.toMatchObject({ code: "CDYNE_PG_MISSING", cause: new Error("Cannot find module 'pg'") });
    jest.dontMock("pg");
    expect(await works(inbox)).toBe(true);
    await inbox.close();
  });
});

describe("the tables of the PostgreSQL inbox", () => {
  it("are made once when ten processes start at the same time", async () => {
    const schema = newSchema();
    const inboxes = Array.from({ length: 10 }, () => open(schema));
    const recorded = await Promise.all(inboxes.map(async (inbox, index) => inbox.record(replies(index, 2))));
    expect(recorded.flat().filter((what) => what === "new")).toHaveLength(11);
    expect(await query(database.url, `select version from ${schema}.migration order by version`)).toEqual([{ version: 1 }, { version: 2 }, { version: 3 }]);
    await closeAll(inboxes);
  });

  it.each([1, 2])("of version %i are brought up to date once, with all that is in them", async (version) => {
    const schema = newSchema();
    const before = open(schema);
    await before.record(replies(1, 1));
    await before.close();
    await query(database.url, `drop view ${schema}.postback`);
    await query(database.url, `alter table ${schema}.delivery drop column settled_at, drop column failures`);
    await query(database.url, `drop index ${schema}.content_received`);
    await query(database.url, `drop table ${schema}.audit`);
    if (version === 1) await query(database.url, `drop table ${schema}.handling`);
    await query(database.url, `delete from ${schema}.migration where version > ${version}`);
    const inboxes = Array.from({ length: 5 }, () => open(schema));
    expect(await Promise.all(inboxes.map(async (inbox) => inbox.record(replies(1, 1))))).toEqual(Array(5).fill(["repeat"]));
    expect(await inboxes[0]?.rollCall?.("a", ["any:a"], LEASE)).toEqual([]);
    expect(await inboxes[1]?.rollCall?.("b", ["any:b"], LEASE)).toEqual([{ process: "a", handlers: ["any:a"] }]);
    expect((await inboxes[2]?.list({ limit: 10 }))?.items).toMatchObject([{ repeats: 5, settledAt: undefined, failures: [] }]);
    expect(await inboxes[3]?.inspection?.discard({ state: "waiting" }, { at: new Date(), by: "Ann", which: "state waiting" })).toBe(1);
    await closeAll(inboxes);
  });

  it("are left alone when a newer version made them", async () => {
    const schema = newSchema();
    const inbox = open(schema);
    await inbox.record(replies(1, 1));
    await inbox.close();
    await query(database.url, `insert into ${schema}.migration (version) values (1000)`);
    const older = open(schema);
    await expect(older.record(replies(2, 1))).rejects.toMatchObject({ code: "CDYNE_INBOX_NEWER" });
    await older.close();
  });
});

describe("PostgreSQL inboxes of several processes", () => {
  it("hand nothing out twice", async () => {
    const schema = newSchema();
    const inboxes = [open(schema), open(schema)];
    await inboxes[0]?.record(replies(1, 300));
    const keys: string[] = [];
    const take = async (inbox: Inbox): Promise<void> => {
      for (let claims = await inbox.claim(7, LEASE); claims.length > 0; claims = await inbox.claim(7, LEASE)) keys.push(...claims.map(({ postback }) => postback.key));
    };
    await Promise.all(inboxes.flatMap((inbox) => [take(inbox), take(inbox)]));
    expect(keys).toHaveLength(300);
    expect(new Set(keys).size).toBe(300);
    await closeAll(inboxes);
  });

  it("keep each subject in order and leave nothing behind, whatever comes at the same time", async () => {
    const SUBJECTS = 20;
    const EACH = 50;
    const schema = newSchema();
    const inboxes = [open(schema), open(schema), open(schema)];
    /** What goes wrong would stay hidden in the order of its line. */
    const broken: string[] = [];
    const out = new Set<string>();
    const seen = new Map<string, number[]>();
    let left = SUBJECTS * EACH;

    /** Each subject is recorded by one writer, in order; several subjects together, and now and then a repeat. */
    const write = async (inbox: Inbox, subjects: readonly number[]): Promise<void> => {
      for (let number = 0; number < EACH; number += 2) {
        const some = [...subjects].sort(() => Math.random() - 0.5);
        const two = some.flatMap((subject) => [numbered(subject, number), numbered(subject, number + 1)]);
        await inbox.record(Math.random() < 0.3 ? [...two, ...two.slice(0, 3)] : two);
      }
    };
    const deliver = async (inbox: Inbox): Promise<void> => {
      while (left > 0) {
        const claims = await inbox.claim(1 + Math.floor(Math.random() * 9), LEASE);
        for (const { postback } of claims) {
          const { subject = "" } = postback;
          if (out.has(subject)) broken.push(`Two of ${subject} are out.`);
          out.add(subject);
        }
        await inbox.renew(claims.map(({ id }) => id), LEASE);
        const settlements = claims.map((claim): Settlement => {
          const { subject = "" } = claim.postback;
          if (Math.random() < 0.2) return { id: claim.id, state: "waiting", after: Math.random() * 20, handled: [] };
          seen.set(subject, [...(seen.get(subject) ?? []), numberIn(claim.postback)]);
          return Math.random() < 0.1 ? { id: claim.id, state: "dead", handled: [] } : delivered(claim);
        });
        for (const { postback } of claims) out.delete(postback.subject ?? "");
        await inbox.settle(settlements);
        left -= settlements.filter(({ state }) => state !== "waiting").length;
        await inbox.prune("delivered", new Date(), 5);
      }
    };
    const all = Array.from({ length: SUBJECTS }, (_, subject) => subject);
    await Promise.all(inboxes.flatMap((inbox, index) => [write(inbox, all.filter((subject) => subject % 3 === index)), deliver(inbox), deliver(inbox)]));

    expect(broken).toEqual([]);
    expect(seen.size).toBe(SUBJECTS);
    for (const numbers of seen.values()) expect(numbers).toEqual(Array.from({ length: EACH }, (_, number) => number));
    expect(await inboxes[0]?.health()).toMatchObject({ waiting: 0, running: 0 });
    await closeAll(inboxes);
  }, 30_000);

  it("leave no line without a next one, whatever records, settles, redelivers and forgets it at the same time", async () => {
    const schema = newSchema();
    const inboxes = [open(schema), open(schema), open(schema)];
    const work = async (inbox: Inbox): Promise<void> => {
      for (let turn = 0; turn < 25; turn += 1) {
        const subject = Math.floor(Math.random() * 4);
        await inbox.record([numbered(subject, Math.floor(Math.random() * 1000)), numbered(subject + 1, Math.floor(Math.random() * 1000))]);
        const claims = await inbox.claim(3, Math.random() < 0.2 ? 0 : LEASE);
        await inbox.settle(claims.map(({ id }) => (Math.random() < 0.5 ? { id, state: "dead", handled: [] } : { id, state: "waiting", after: 0, letPass: true, handled: [] })));
        if (turn % 5 === 0) await inbox.redeliver({ state: "dead" });
        if (turn % 7 === 0) await inbox.forget(`+1757237${String(subject).padStart(4, "0")}`);
      }
    };
    await Promise.all([...inboxes, ...inboxes].map(work));
    const lines = `select line, count(due)::integer as due from ${schema}.postback where state in ('waiting', 'running') group by line`;
    expect((await query(database.url, lines)).filter(({ due }) => due !== 1)).toEqual([]);
    expect(await query(database.url, `select 1 from ${schema}.postback where due is not null and state not in ('waiting', 'running')`)).toEqual([]);
    await closeAll(inboxes);
  }, 30_000);

  it("call the roll at the same time, while notes run out", async () => {
    const schema = newSchema();
    const inboxes = [open(schema), open(schema), open(schema)];
    const call = async (inbox: Inbox, index: number): Promise<void> => {
      // The last note holds no time at all.
      for (let turn = 0; turn < 10; turn += 1) await inbox.rollCall?.(`p-${index}`, [`any:${turn}`], 1 - (turn % 2));
    };
    await Promise.all([...inboxes, ...inboxes].map(call));
    await inboxes[0]?.rollCall?.("p-0", ["any:last"], LEASE);
    expect(await inboxes[1]?.rollCall?.("other", [], LEASE)).toEqual([{ process: "p-0", handlers: ["any:last"] }]);
    await closeAll(inboxes);
  });

  it("wake each other", async () => {
    const schema = newSchema();
    const [recorder, deliverer] = [open(schema), open(schema)];
    const woken = { recorder: 0, deliverer: 0 };
    recorder.watch?.(() => (woken.recorder += 1));
    deliverer.watch?.(() => (woken.deliverer += 1));
    await untilListening(2);
    await recorder.record(replies(1, 1));
    await until(() => woken.deliverer === 1);
    // In quick succession: one more for all of them, and the last is not lost.
    for (let id = 2; id < 12; id += 1) await recorder.record(replies(id, 1));
    await until(() => woken.deliverer >= 2);
    expect(woken.deliverer).toBeLessThan(8);
    expect(woken.recorder).toBe(0);
    await closeAll([recorder, deliverer]);
  });

  it("hear each other again after their connections were cut", async () => {
    const schema = newSchema();
    const [recorder, deliverer] = [open(schema), open(schema)];
    let woken = 0;
    deliverer.watch?.(() => (woken += 1));
    await untilListening(1);
    await cutAll();
    // Something may have been missed meanwhile.
    await until(() => woken === 1);
    await recorder.record(replies(1, 1));
    await until(() => woken === 2);
    await closeAll([recorder, deliverer]);
  });
});

describe("the PostgreSQL inbox and a server that fails", () => {
  it("goes on when all idle connections are cut", async () => {
    const inbox = open();
    await Promise.all(replies(1, 5).map(async (postback) => inbox.record([postback])));
    await cutAll();
    await until(async () => works(inbox));
    expect(await inbox.record(replies(1, 6))).toEqual([...Array<string>(5).fill("repeat"), "new"]);
    await inbox.close();
  });

  it("survives connections that are cut in the midst of everything, and loses nothing", async () => {
    const inbox = open();
    await inbox.health();
    const recorded: string[] = [];
    let failed = 0;
    let done = false;
    const isRecorded = async (postback: Postback): Promise<boolean> => {
      try {
        await inbox.record([postback]);
        return true;
      } catch {
        failed += 1;
        return false;
      }
    };
    const write = async (from: number): Promise<void> => {
      for (let id = from; id < from + 20; id += 1) {
        const [postback] = replies(id, 1);
        if (!postback) continue;
        await until(async () => isRecorded(postback));
        recorded.push(postback.key);
      }
    };
    // One after another has what it wrote cut off, but not all of them for ever.
    const cut = async (): Promise<void> => {
      while (!done) {
        const before = recorded.length;
        await cutAll();
        await until(() => done || recorded.length > before);
      }
    };
    const cutting = cut();
    await Promise.all([write(0), write(1000), write(2000)]).finally(() => (done = true));
    await cutting;
    expect(failed).toBeGreaterThan(0);
    await until(async () => works(inbox));
    const { items } = await inbox.list({ limit: 1000 });
    expect(items.map(({ postback }) => postback.key).sort()).toEqual(recorded.sort());
    await inbox.close();
  }, 30_000);

  let server: PostgresServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  it("rejects while the server is away, and goes on by itself when it is back", async () => {
    server = await startServer();
    const inbox = postgresInbox({ connectionString: server.url });
    const late = postgresInbox({ connectionString: server.url });
    let woken = 0;
    inbox.watch?.(() => (woken += 1));
    await inbox.record(replies(1, 3));
    const [claim] = await inbox.claim(1, LEASE);
    await server.kill();
    await expect(inbox.record(replies(4, 1))).rejects.toThrow();
    await expect(inbox.claim(1, LEASE)).rejects.toThrow();
    // One that was never open.
    await expect(late.health()).rejects.toThrow();
    await server.restart();
    await until(async () => works(inbox));
    await until(async () => works(late));
    await until(() => woken > 0);
    await inbox.settle(claim ? [delivered(claim)] : []);
    expect(await late.record(replies(1, 5))).toEqual(["repeat", "repeat", "repeat", "new", "new"]);
    expect(await inbox.health()).toMatchObject({ waiting: 4, running: 0 });
    await closeAll([inbox, late]);
  }, 30_000);

  it("closes even when the server is away", async () => {
    server = await startServer();
    const inbox = postgresInbox({ connectionString: server.url });
    inbox.watch?.(() => {});
    await inbox.record(replies(1, 3));
    await server.stop();
    await inbox.close();
    await inbox.close();
    await expect(inbox.health()).rejects.toMatchObject({ code: "CDYNE_CLOSED" });
  }, 30_000);
});

/** One of several postbacks about a message, with a number in its text. */
function numbered(subject: number, number: number): Postback {
  const id = `f880e00b-3a14-484c-80e7-${String(subject).padStart(12, "0")}`;
  return classify(`DeliveryReceipt=1&MessageID=${id}&FromPhoneNumber=74121&ToPhoneNumber=1757237${String(subject).padStart(4, "0")}&DeliveryReceiptMessage=${number}&Code=003`);
}

function numberIn({ fields }: Postback): number {
  return Number(fields["DeliveryReceiptMessage"]);
}

const OTHERS = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

async function cutAll(): Promise<void> {
  await query(database.url, `select pg_terminate_backend(pid) ${OTHERS}`);
}

async function untilListening(count: number): Promise<void> {
  await until(async () => (await query(database.url, `select pid ${OTHERS} and query like 'listen %' and state = 'idle'`)).length >= count);
}
