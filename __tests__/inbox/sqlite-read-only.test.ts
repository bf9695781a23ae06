import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { classify } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";
import Database from "libsql";
import { REPLY, SENT } from "../support/packets.js";

let folder = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdyne-read-only-"));
  file = join(folder, "postbacks.db");
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("A SQLite inbox that is read only", () => {
  it("reads what a receiver records meanwhile, and refuses whatever would change something", async () => {
    const receiving = sqliteInbox({ file });
    await receiving.record([classify(SENT)]);
    const reading = sqliteInbox({ file, readOnly: true });
    expect(await reading.health()).toMatchObject({ waiting: 1 });
    await receiving.record([classify(REPLY)]);
    expect((await reading.list({ limit: 10 })).items).toHaveLength(2);
    await expect(reading.record([classify("SMSSent=1")])).rejects.toThrow(/readonly/i);
    await expect(reading.claim(1, 1000)).rejects.toThrow(/readonly/i);
    await expect(reading.redeliver({})).resolves.toBe(0);
    await expect(reading.forget("+17575449510")).rejects.toThrow(/readonly/i);
    await reading.close();
    expect(await receiving.health()).toMatchObject({ waiting: 2, running: 0 });
    await receiving.close();
  });

  const listing = (): string[] => readdirSync(folder).sort();
  const sizes = () => listing().map((name) => [name, statSync(join(folder, name)).size, statSync(join(folder, name)).uid]);

  it("makes nothing beside a file that nobody writes to, and sees what comes later", async () => {
    const first = sqliteInbox({ file });
    await first.record([classify(SENT)]);
    await first.close();
    // libsql leaves empty ones.
    for (const name of listing()) if (name !== "postbacks.db") rmSync(join(folder, name));
    const before = readFileSync(file);
    const reading = sqliteInbox({ file, readOnly: true });
    expect(await reading.health()).toMatchObject({ waiting: 1 });
    expect(listing()).toEqual(["postbacks.db"]);

    const second = sqliteInbox({ file });
    await second.record([classify(REPLY)]);
    expect(await reading.health()).toMatchObject({ waiting: 2 });
    await second.close();
    const after = readFileSync(file);
    expect(after.equals(before)).toBe(false);
    expect(await reading.health()).toMatchObject({ waiting: 2 });
    await expect(reading.record([classify("SMSSent=1")])).rejects.toThrow(/readonly/i);
    await reading.close();
    expect(readFileSync(file).equals(after)).toBe(true);
  });

  it("leaves the log of a writer that was killed where it is, and reads it", async () => {
    const writing = sqliteInbox({ file });
    await writing.record([classify(SENT)]);
    // What is there now is what a kill would leave.
    const killed = mkdtempSync(join(tmpdir(), "cdyne-killed-"));
    for (const name of listing()) copyFileSync(join(folder, name), join(killed, name));
    await writing.close();
    rmSync(folder, { recursive: true });
    folder = killed;
    const before = sizes();
    expect(before.map(([name]) => name)).toContain("postbacks.db-wal");
    const reading = sqliteInbox({ file: join(killed, "postbacks.db"), readOnly: true });
    expect(await reading.health()).toMatchObject({ waiting: 1 });
    await reading.close();
    expect(sizes()).toEqual(before);
  });

  it("is no hindrance to a receiver of another user that begins afterwards", async () => {
    const [self, other] = [process.geteuid?.() ?? 0, 65_534];
    const asOther = async (work: () => Promise<void>): Promise<void> => {
      // Only root can be somebody else; anybody can look what is left behind.
      if (self === 0) process.seteuid?.(other);
      try {
        await work();
      } finally {
        process.seteuid?.(self);
      }
    };
    chmodSync(folder, 0o777);
    const first = sqliteInbox({ file });
    await first.record([classify(SENT)]);
    await first.close();
    for (const name of listing()) if (name !== "postbacks.db") rmSync(join(folder, name));
    await asOther(async () => {
      const reading = sqliteInbox({ file, readOnly: true });
      expect(await reading.health()).toMatchObject({ waiting: 1 });
      expect(listing()).toEqual(["postbacks.db"]);
    });
    const receiving = sqliteInbox({ file });
    await receiving.record([classify(REPLY)]);
    await asOther(async () => expect(await sqliteInbox({ file, readOnly: true }).health()).toMatchObject({ waiting: 2 }));
    expect(sizes().every(([, , uid]) => uid === self)).toBe(true);
    expect(await receiving.record([classify("SMSSent=1&MessageID=2")])).toEqual(["new"]);
    await receiving.close();
  });

  it("makes no file", async () => {
    await expect(sqliteInbox({ file, readOnly: true }).health()).rejects.toMatchObject({ code: "ENOENT" });
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ["no inbox", "PRAGMA user_version = 0"],
    ["the tables of an older version", "DROP TABLE audit; PRAGMA user_version = 2"],
  ])("leaves a file alone with %s", async (_, sql) => {
    const inbox = sqliteInbox({ file });
    await inbox.record([classify(SENT)]);
    await inbox.close();
    const database = new Database(file);
    database.exec(sql);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
    const before = readFileSync(file);
    await expect(sqliteInbox({ file, readOnly: true }).health()).rejects.toMatchObject({ code: "CDYNE_INBOX_OLDER" });
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});
