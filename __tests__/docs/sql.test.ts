import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import Database from "libsql";
import { classify } from "cdyne-postback";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { REPLY } from "../support/packets.js";
import { createDatabase, query } from "../support/postgres.js";

const CALL = "QueueID=7&ResponseCode=1&StartTime=2020-08-28T00%3A53%3A06Z&EndTime=2020-08-28T00%3A53%3A43Z&Duration=37&digitsdialed=345&phonenumber=7575559999";
const document = readFileSync(join(__dirname, "../../lib/inbox/README.md"), "utf8");
const [forPostgres = "", forSqlite = ""] = /^```sql\n(.*?)^```$/ms.exec(document)?.[1]?.split("\n\n") ?? [];

describe("the SQL in lib/inbox/README.md", () => {
  it("finds replies in PostgreSQL", async () => {
    const database = await createDatabase();
    const inbox = postgresInbox({ connectionString: database.url });
    await inbox.record([classify(REPLY), classify(CALL)]);
    expect(await query(database.url, forPostgres)).toEqual([{ received_at: expect.any(Date), from_number: "+17575449510", text: "Test" }]);
    await inbox.close();
    await database.drop();
  });

  it("finds what callers have pressed in SQLite", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cdyne-postback-"));
    const file = join(folder, "postbacks.db");
    const inbox = sqliteInbox({ file });
    await inbox.record([classify(REPLY), classify(CALL)]);
    await inbox.close();
    const database = new Database(file);
    expect(database.prepare(forSqlite).all()).toEqual([{ to_number: "+17575559999", digits: "345" }]);
    database.close();
    rmSync(folder, { recursive: true });
  });

  it("names every column of the tables", async () => {
    const database = await createDatabase();
    const inbox = postgresInbox({ connectionString: database.url });
    await inbox.health();
    const columns = await query(database.url, "select column_name from information_schema.columns where table_name = 'postback'");
    const [, table = ""] = /^\| column \| \|$(.*?)^$/ms.exec(document) ?? [];
    const named = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, names = ""]) => names.replaceAll("`", "").split(", "));
    expect(columns.map(({ column_name }) => column_name).sort()).toEqual(named.sort());
    await inbox.close();
    await database.drop();
  });
});
