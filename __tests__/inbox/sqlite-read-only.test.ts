import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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

  it("makes no file", async () => {
    await expect(sqliteInbox({ file, readOnly: true }).health()).rejects.toMatchObject({ code: "ENOENT" });
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ["no inbox", "PRAGMA user_version = 0"],
    ["the tables of an older version", "DROP TABLE handling; PRAGMA user_version = 1"],
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
