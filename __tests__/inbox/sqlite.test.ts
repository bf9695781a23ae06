import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Libsql from "libsql";
import { type Claim, type Inbox, type Postback, type Settlement, classify } from "cdyne-postback";
import { inboxContract } from "cdyne-postback/inbox-contract";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { Database } from "../../lib/inbox/sqlite/database.js";
import { endPrograms, run } from "../support/program.js";
import { until } from "../support/receiver.js";

const LEASE = 60_000;
const directories: string[] = [];
const inboxes: Inbox[] = [];

afterEach(async () => {
  endPrograms();
  for (const inbox of inboxes.splice(0)) await inbox.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function newFile(): string {
  const directory = mkdtempSync(join(tmpdir(), "cdyne-"));
  directories.push(directory);
  return join(directory, "postbacks.db");
}

function open(file: string): Inbox {
  const inbox = sqliteInbox({ file });
  inboxes.push(inbox);
  return inbox;
}

interface Exec {
  exec(sql: string): unknown;
  close(): unknown;
}

/** A connection by the SQLite that the inbox uses itself: of two libraries in one process neither sees the other's locks. */
function connection(file: string): Exec {
  if (Reflect.has(process, "getBuiltinModule")) {
    const sqlite = process.getBuiltinModule("node:sqlite") as unknown as { DatabaseSync: new (file: string) => Exec } | undefined;
    if (sqlite) return new sqlite.DatabaseSync(file);
  }
  return new Libsql(file);
}

/** What makes the tables of version 2 of today's, and those of version 1 of these. */
const TO_VERSION_2 = ["DROP TABLE audit", "ALTER TABLE postback DROP COLUMN settled_at", "ALTER TABLE postback DROP COLUMN failures", "PRAGMA user_version = 2"];
const TO_VERSION_1 = [...TO_VERSION_2, "DROP TABLE handling", "PRAGMA user_version = 1"];

/** What somebody else does to the file. */
function withSql(file: string, ...statements: string[]): void {
  const database = new Libsql(file);
  for (const sql of statements) database.exec(sql);
  database.close();
}

const sent = (id: number): Postback => classify(`SMSSent=1&MessageID=m-${id}&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511`);
const receipt = (id: number, text: string): Postback => classify(`DeliveryReceipt=1&MessageID=m-${id}&DeliveryReceiptMessage=${text}`);
const keys = (claims: readonly Claim[]): string[] => claims.map(({ postback }) => postback.key);
const delivered = ({ id }: Claim): Settlement => ({ id, state: "delivered", handled: [] });

describe("the SQLite inbox", () => {
  for (const { name, check } of inboxContract(() => sqliteInbox({ file: newFile() }))) it(name, check);

  it("says that it is durable, and takes no database in memory", () => {
    expect(open(newFile()).durable).toBe(true);
    for (const file of [":memory:", ""]) {
      expect(() => sqliteInbox({ file })).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
    }
    expect(() => sqliteInbox({ fiel: "x" } as never)).toThrow(/"file"/);
  });

  it("makes no file before it is asked for something", async () => {
    const file = newFile();
    await open(file).close();
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  it("has everything after it was closed and opened again", async () => {
    const file = newFile();
    const before = open(file);
    await before.record([sent(1), sent(2), receipt(3, "one"), receipt(3, "two")]);
    const [lost, , held] = await before.claim(3, 0);
    await before.settle([{ id: held?.id ?? "", state: "waiting", after: LEASE, handled: ["a"], error: "Error E1" }]);
    await before.renew([lost?.id ?? ""], LEASE);
    await before.close();

    const after = open(file);
    expect(await after.record([sent(1), sent(4)])).toEqual(["repeat", "new"]);
    const claims = await after.claim(10, LEASE);
    expect(claims.map(({ postback, attempt }) => [postback.key, attempt])).toEqual([
      [sent(2).key, 2],
      [sent(4).key, 1],
    ]);
    const { items } = await after.list({ limit: 10, state: "waiting" });
    expect(items.map(({ handled, lastError }) => ({ handled, lastError }))).toEqual([
      { handled: [], lastError: undefined },
      { handled: ["a"], lastError: "Error E1" },
    ]);
  });

  it("keeps text that SQLite would change, and finds it", async () => {
    const inbox = open(newFile());
    const odd = classify("telephone=7575449511&a=\0\ud800-😀", { account: "\0\ud800é" });
    await inbox.record([odd, sent(1)]);
    const { items } = await inbox.list({ limit: 10, account: odd.account, number: "+17575449511" });
    expect(items.map(({ postback }) => postback)).toEqual([odd]);
    expect(await inbox.forget("+17575449511")).toBe(2);
  });

  it("shares a file with another inbox: each sees what the other records, and nothing is handed out twice", async () => {
    const file = newFile();
    const [one, other] = [open(file), open(file)];
    await Promise.all([one.record([sent(1), sent(2)]), other.record([sent(3), sent(1)])]);
    expect((await other.health()).waiting).toBe(3);
    const claims = await Promise.all([one.claim(2, LEASE), other.claim(2, LEASE), one.claim(2, LEASE)]);
    expect(new Set(claims.flatMap(keys)).size).toBe(3);
    await other.settle(claims.flat().map(delivered));
    expect(await one.health()).toEqual({ waiting: 0, running: 0, dead: 0, oldest: undefined });
  });

  it("shares a file with other processes, which make it at once", async () => {
    const file = newFile();
    const programs = [1, 2].map(() => run("__tests__/inbox/sqlite-claimer.ts", { FILE: file }));
    await Promise.all(programs.map(async (program) => program.prints(/ready/)));
    const postbacks = Array.from({ length: 500 }, (_, index) => receipt(index % 100, String(index)));
    await open(file).record(postbacks);
    const printed = await Promise.all(programs.map(async (program) => program.prints(/keys .*\n/)));
    const handedOut = printed.flatMap((line) => JSON.parse(line.slice(5)) as string[]);
    expect(handedOut.sort()).toEqual(postbacks.map(({ key }) => key).sort());
  }, 60_000);

  it("waits for another process that writes, while everything else goes on", async () => {
    const file = newFile();
    const inbox = open(file);
    await inbox.record([sent(1)]);
    const other = connection(file);
    other.exec("BEGIN IMMEDIATE");
    let recorded: unknown;
    const recording = inbox.record([sent(2)]).then((what) => (recorded = what));
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(recorded).toBeUndefined();
    other.exec("COMMIT");
    other.close();
    await recording;
    expect(recorded).toEqual(["new"]);
  });

  describe("waits, when it is opened, for another process", () => {
    const opened = async (file: string, takes: string) => {
      const other = connection(file);
      other.exec(takes);
      const tries = jest.spyOn(Database.prototype, "prepare");
      const recorded = open(file).record([sent(1)]);
      // One that has not waited has answered by then.
      await Promise.race([recorded, until(() => tries.mock.calls.length >= 10)]);
      tries.mockRestore();
      other.exec("COMMIT");
      other.close();
      return recorded;
    };

    it("that writes to a file of an older version", async () => {
      const file = newFile();
      const before = open(file);
      await before.record([sent(1)]);
      await before.close();
      withSql(file, ...TO_VERSION_1);
      expect(await opened(file, "BEGIN IMMEDIATE")).toEqual(["repeat"]);
    });

    it("that has a file for itself", async () => {
      const file = newFile();
      withSql(file, "CREATE TABLE customer (name)");
      expect(await opened(file, "BEGIN EXCLUSIVE")).toEqual(["new"]);
    });
  });

  it("leaves a file alone that a newer version has written", async () => {
    const file = newFile();
    withSql(file, "CREATE TABLE postback (seq, news)", "PRAGMA user_version = 99");
    const before = readFileSync(file);
    const inbox = open(file);
    await expect(inbox.record([sent(1)])).rejects.toMatchObject({ code: "CDYNE_INBOX_NEWER" });
    await expect(inbox.health()).rejects.toMatchObject({ code: "CDYNE_INBOX_NEWER" });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(dirname(file))).toEqual(["postbacks.db"]);
  });

  it.each([
    [1, TO_VERSION_1],
    [2, TO_VERSION_2],
  ])("brings a file of version %i up to date, with all that is in it", async (_, older) => {
    const file = newFile();
    const before = open(file);
    await before.record([sent(1)]);
    await before.close();
    withSql(file, ...older);
    const inboxes = [open(file), open(file)];
    expect(await Promise.all(inboxes.map(async (inbox) => inbox.record([sent(1)])))).toEqual([["repeat"], ["repeat"]]);
    expect(await inboxes[0]?.rollCall?.("a", ["any:a"], LEASE)).toEqual([]);
    expect(await inboxes[1]?.rollCall?.("b", ["any:b"], LEASE)).toEqual([{ process: "a", handlers: ["any:a"] }]);
    expect((await inboxes[0]?.list({ limit: 10 }))?.items).toMatchObject([{ repeats: 2, settledAt: undefined, failures: [] }]);
    expect(await inboxes[1]?.inspection?.discard({ state: "waiting" }, { at: new Date(), by: "Ann", which: "state waiting" })).toBe(1);
  });

  it("puts its table beside those of somebody else", async () => {
    const file = newFile();
    withSql(file, "CREATE TABLE customer (name)", "INSERT INTO customer VALUES ('Ann')");
    const inbox = open(file);
    expect(await inbox.record([sent(1)])).toEqual(["new"]);
    await inbox.close();
    expect(new Libsql(file).prepare("SELECT name, key FROM customer, postback").all()).toEqual([{ name: "Ann", key: sent(1).key }]);
  });

  it("rejects while its directory is not there, and goes on when it is", async () => {
    const file = join(newFile(), "deeper", "postbacks.db");
    const inbox = open(file);
    await expect(inbox.record([sent(1)])).rejects.toThrow();
    await expect(inbox.claim(1, LEASE)).rejects.toThrow();
    mkdirSync(dirname(file), { recursive: true });
    expect(await Promise.all([inbox.record([sent(1)]), inbox.record([sent(1)])])).toEqual([["new"], ["repeat"]]);
  });

  it("rejects while its file is no database, without changing it, and goes on when it is", async () => {
    const file = newFile();
    const text = "This is a letter. ".repeat(1000);
    writeFileSync(file, text);
    const inbox = open(file);
    await expect(inbox.record([sent(1)])).rejects.toThrow(/not a database/);
    expect(readFileSync(file, "utf8")).toBe(text);
    rmSync(file);
    expect(await inbox.record([sent(1)])).toEqual(["new"]);
  });

  it("rejects what the disk has no room for, all of it, and goes on when there is room", async () => {
    const program = run("__tests__/inbox/sqlite-full-disk.ts", { FILE: newFile() });
    expect(await program.ended).toBe(0);
    expect(program.output().trim().split("\n")).toEqual([
      "rejected after some: true",
      "kept exactly those: true",
      "then recorded: 50",
      "lost: 0",
    ]);
  }, 60_000);

  describe("on its way to the disk", () => {
    /** Stands in for the disk: tells of each flush, which ends when the test says so. */
    async function holdFlushes(): Promise<((error?: Error) => void)[]> {
      const handle = await openFile(newFile(), "w");
      const flushes: ((error?: Error) => void)[] = [];
      jest.spyOn(Object.getPrototypeOf(handle) as typeof handle, "datasync").mockImplementation(async () => {
        return new Promise((resolve, reject) => flushes.push((error) => (error ? reject(error) : resolve())));
      });
      await handle.close();
      return flushes;
    }

    afterEach(() => {
      jest.restoreAllMocks();
    });

    it("has recorded only when the flush that began afterwards has ended, one for all that was recorded before it", async () => {
      const inbox = open(newFile());
      await inbox.health();
      const flushes = await holdFlushes();
      const recorded: number[] = [];
      const record = async (id: number) => inbox.record([sent(id)]).then(() => recorded.push(id));
      const first = record(1);
      await until(() => flushes.length === 1);
      const others = [record(2), record(3)];
      await until(async () => (await inbox.health()).waiting === 3);
      expect([recorded, flushes.length]).toEqual([[], 1]);
      flushes[0]?.();
      await first;
      await until(() => flushes.length === 2);
      expect(recorded).toEqual([1]);
      flushes[1]?.();
      await Promise.all(others);
      expect([recorded, flushes.length]).toEqual([[1, 2, 3], 2]);
    });

    it("finds the log where the file is a link", async () => {
      const file = newFile();
      const link = join(dirname(newFile()), "link.db");
      await open(file).health();
      symlinkSync(file, link);
      expect(await open(link).record([sent(1)])).toEqual(["new"]);
    });

    it.each([
      ["deleted with its log", (file: string) => ["", "-wal", "-shm"].forEach((ending) => rmSync(file + ending))],
      ["deleted alone", (file: string) => rmSync(file)],
      ["replaced", (file: string) => renameSync(`${file}.other`, file)],
      ["left without its log", (file: string) => rmSync(`${file}-wal`)],
    ])("refuses what would be in no file, once it was %s", async (_what, change) => {
      const file = newFile();
      writeFileSync(`${file}.other`, "");
      const inbox = open(file);
      expect(await inbox.record([sent(1)])).toEqual(["new"]);
      change(file);
      for (const id of [2, 3]) await expect(inbox.record([sent(id)])).rejects.toMatchObject({ code: "CDYNE_SQLITE_GONE" });
    });

    it("rejects what did not get there, and goes on with the file opened anew", async () => {
      const inbox = open(newFile());
      await inbox.health();
      const flushes = await holdFlushes();
      const refused = expect(inbox.record([sent(1)])).rejects.toThrow("EIO: i/o error, fdatasync");
      await until(() => flushes.length === 1);
      flushes[0]?.(Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO", syscall: "fdatasync" }));
      await refused;
      jest.restoreAllMocks();
      expect(await inbox.record([sent(2)])).toEqual(["new"]);
    });
  });

  it("redelivers and forgets more than a transaction should hold", async () => {
    const inbox = open(newFile());
    await inbox.record(Array.from({ length: 1200 }, (_, index) => sent(index)));
    await inbox.settle((await inbox.claim(1200, LEASE)).map(delivered));
    expect(await inbox.redeliver({ type: "smsSent" })).toBe(1200);
    expect((await inbox.health()).waiting).toBe(1200);
    expect(await inbox.forget("+17575449511")).toBe(1200);
    expect((await inbox.list({ limit: 1 })).items).toEqual([]);
  });

  describe("does once what it does to many, also when another process writes in the middle", () => {
    const DEED = { at: new Date(0), by: "Ann", which: "type smsSent" };
    const MANY = 1200;
    const COPIED = "type, subject, source, received_at, from_number, to_number, fields, event, raw";
    /** Another postback, as the other process has recorded and delivered it meanwhile. */
    const ONE_MORE = `INSERT INTO postback (key, line, state, ${COPIED}) SELECT key || 'x', line || 'x', 'delivered', ${COPIED} FROM postback LIMIT 1`;

    afterEach(() => {
      jest.restoreAllMocks();
    });

    /** Has something happen before each statement by which a transaction of the inbox begins or ends. */
    function beforeEachStatement(happens: (sql: string) => void): void {
      const exec = Reflect.get(Database.prototype, "exec");
      jest.spyOn(Database.prototype, "exec").mockImplementation(function (this: Database, sql) {
        happens(sql);
        exec.call(this, sql);
      });
    }

    /** Has another process begin to write before the second transaction, and do this and end when that has been tried twice. */
    function another(file: string, ...does: string[]): void {
      const other = connection(file);
      const transaction = jest.spyOn(Database.prototype, "transaction");
      beforeEachStatement((sql) => {
        const turn = sql === "BEGIN IMMEDIATE" ? transaction.mock.calls.length : 0;
        if (turn === 2) other.exec("BEGIN IMMEDIATE");
        if (turn === 4) {
          for (const statement of [...does, "COMMIT"]) other.exec(statement);
          other.close();
        }
      });
    }

    async function many(file: string, delivers = false): Promise<Inbox> {
      const inbox = open(file);
      await inbox.record(Array.from({ length: MANY }, (_, id) => sent(id)));
      if (delivers) await inbox.settle((await inbox.claim(MANY, LEASE)).map(delivered));
      return inbox;
    }

    it("discards, and notes it in one line", async () => {
      const file = newFile();
      const inbox = await many(file);
      another(file);
      expect(await inbox.inspection?.discard({ type: "smsSent" }, DEED)).toBe(MANY);
      expect((await inbox.inspection?.audit(10))?.items).toEqual([{ ...DEED, action: "discard", count: MANY }]);
    });

    it("redelivers, and not again what has been delivered meanwhile", async () => {
      const file = newFile();
      const inbox = await many(file, true);
      another(file, "UPDATE postback SET state = 'delivered', due = NULL WHERE state = 'waiting'", ONE_MORE);
      expect(await inbox.inspection?.redeliver({ type: "smsSent" }, DEED)).toBe(MANY);
      expect((await inbox.inspection?.audit(10))?.items).toEqual([{ ...DEED, action: "redeliver", count: MANY }]);
      expect(await inbox.inspection?.count({ state: "delivered" }, MANY)).toEqual({ count: 501, more: false });
    });

    it("forgets, and counts all of it", async () => {
      const file = newFile();
      const inbox = await many(file);
      await inbox.sends?.begin({ id: "a", to: "+17575449511", from: undefined, referenceId: undefined, length: 1, context: undefined, at: new Date(0) });
      another(file);
      expect(await inbox.forget("+17575449511")).toBe(MANY + 1);
    });

    it("begins its line anew when the first transaction came to nothing", async () => {
      const inbox = await many(newFile());
      const commits: string[] = [];
      beforeEachStatement((sql) => {
        if (sql === "COMMIT" && commits.push(sql) === 1) throw Object.assign(new Error("database is locked"), { errcode: 5 });
      });
      expect(await inbox.inspection?.discard({ type: "smsSent" }, DEED)).toBe(MANY);
      expect((await inbox.inspection?.audit(10))?.items).toEqual([{ ...DEED, action: "discard", count: MANY }]);
    });
  });

  it("stops redelivering when it is closed", async () => {
    const inbox = open(newFile());
    await inbox.record(Array.from({ length: 1200 }, (_, index) => sent(index)));
    await inbox.settle((await inbox.claim(1200, LEASE)).map(delivered));
    const redelivery = expect(inbox.redeliver({})).rejects.toMatchObject({ code: "CDYNE_CLOSED" });
    await inbox.close();
    await redelivery;
  });

  it("can be asked in SQL", async () => {
    const file = newFile();
    const inbox = open(file);
    const body =
      "SMSResponse=1&MessageID=r-1&MatchedMessageID=m-1&FromPhoneNumber=17575449510&ToPhoneNumber=74121&ResponseReceiveDate=5/8/2010 2:42:36 AM&Message=Caf%c3%a9";
    await inbox.record([classify(body, { account: "acme", receivedAt: new Date(1_290_000_000_123) })]);
    await inbox.close();
    const question = `SELECT type, subject, account, source, received_at, at, from_number, to_number, state, raw,
      event->>'text' AS text, event->>'receivedAt' AS twice, fields->>'MessageID' AS id FROM postback`;
    expect(new Libsql(file).prepare(question).all()).toEqual([
      {
        type: "smsReply",
        subject: classify(body).subject,
        account: "acme",
        source: "postback",
        received_at: "2010-11-17T13:20:00.123Z",
        at: classify(body).at?.toISOString(),
        from_number: "+17575449510",
        to_number: "74121",
        state: "waiting",
        raw: body,
        text: "Café",
        twice: null,
        id: "r-1",
      },
    ]);
  });
});
