import { z } from "zod";
import { type SendFilter } from "../inspection.js";
import { type NewSend, type Send, type SendOutcome, type SendQuery } from "../send-log.js";
import { type TextColumn, instantColumn, textColumn, textColumnOrNull, textOf, textOrUndefined } from "./column.js";
import { type Database, type Statement } from "./database.js";
import { LOOKED_AT } from "../search.js";

interface SendRow {
  id: TextColumn;
  to_number: TextColumn;
  from_number: TextColumn | null;
  reference_id: TextColumn | null;
  length: number;
  context: string | null;
  at: string;
  state: Send["state"];
  message_id: TextColumn | null;
  code: string | null;
}

/** The messages that went out. */
export class Sends {
  readonly #database: Database;
  readonly #begin: Statement;
  readonly #get: Statement<SendRow>;
  readonly #end: Statement;
  readonly #byMessage: Statement<SendRow>;
  readonly #byReference: Statement<SendRow>;
  readonly #byMessages: Statement<SendRow>;
  readonly #between: Statement<SendRow>;
  readonly #count: Statement<{ count: number }>;
  readonly #prune: Statement;

  constructor(database: Database) {
    this.#database = database;
    this.#begin = database.prepare(`
      INSERT INTO sent (id, to_number, from_number, reference_id, length, context, at) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET to_number = excluded.to_number, from_number = excluded.from_number,
        reference_id = excluded.reference_id, length = excluded.length, context = excluded.context, at = excluded.at,
        state = 'sending', message_id = NULL, code = NULL
       WHERE state = 'refused'`);
    this.#get = database.prepare("SELECT * FROM sent WHERE id = ?");
    this.#end = database.prepare("UPDATE sent SET state = ?, message_id = ?, from_number = coalesce(from_number, ?), code = ? WHERE id = ?");
    this.#byMessage = database.prepare("SELECT * FROM sent WHERE message_id IN (SELECT value FROM json_each(?)) LIMIT 1");
    this.#byReference = database.prepare(`
      SELECT * FROM sent WHERE to_number = ? AND reference_id = ? AND message_id IS NULL AND state <> 'refused'
         AND (id = reference_id OR id LIKE reference_id || '-%')
       ORDER BY at DESC, rowid DESC LIMIT 1`);
    this.#byMessages = database.prepare("SELECT * FROM sent WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY at DESC, rowid DESC LIMIT ?");
    this.#between = database.prepare(`
      SELECT * FROM (SELECT *, rowid FROM sent WHERE to_number = ? AND at < ? ORDER BY at DESC, rowid DESC LIMIT ${LOOKED_AT})
       WHERE from_number = ? OR from_number IS NULL LIMIT ?`);
    this.#count = database.prepare(`
      SELECT count(*) AS count FROM sent
       WHERE to_number = ? AND from_number IS coalesce(?, from_number) AND at >= ? AND state <> 'refused'`);
    this.#prune = database.prepare("DELETE FROM sent WHERE rowid IN (SELECT rowid FROM sent WHERE at < ? ORDER BY at LIMIT ?)");
  }

  begin({ id, to, from, referenceId, length, context, at }: NewSend): Send | undefined {
    const columns = [textColumn(id), textColumn(to), textColumnOrNull(from), textColumnOrNull(referenceId), length];
    const json = context === undefined ? null : JSON.stringify(context);
    return this.#database.transaction(() => {
      if (this.#begin.run(...columns, json, instantColumn(at)) > 0) return undefined;
      return this.get(id);
    });
  }

  get(id: string): Send | undefined {
    return sendOf(this.#get.all(textColumn(id))[0]);
  }

  end(id: string, { state, messageId, from, code }: SendOutcome): void {
    const values = [state, textColumnOrNull(messageId), textColumnOrNull(from), code ?? null, textColumn(id)];
    this.#database.transaction(() => this.#end.run(...values));
  }

  find({ messageIds, reference }: SendQuery): Send | undefined {
    const [row] = this.#byMessage.all(JSON.stringify(messageIds));
    if (row || !reference) return sendOf(row);
    return sendOf(this.#byReference.all(textColumn(reference.to), textColumn(reference.id))[0]);
  }

  /** Newest first. */
  list(filter: SendFilter, limit: number): readonly Send[] {
    if ("messageIds" in filter) return this.#byMessages.all(JSON.stringify(filter.messageIds), limit).flatMap((row) => sendOf(row) ?? []);
    const [one, other] = filter.between;
    const sends = [...this.#listTo(one, other, filter.until, limit), ...this.#listTo(other, one, filter.until, limit)];
    return sends.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, limit);
  }

  #listTo(to: string, from: string, until: Date | undefined, limit: number): Send[] {
    const before = until ? instantColumn(until) : BEHIND_ALL;
    return this.#between.all(textColumn(to), before, textColumn(from), limit).flatMap((row) => sendOf(row) ?? []);
  }

  count(to: string, from: string | undefined, since: Date): number {
    return this.#count.all(textColumn(to), textColumnOrNull(from), instantColumn(since))[0]?.count ?? 0;
  }

  prune(before: Date, limit: number): number {
    return this.#database.transaction(() => this.#prune.run(instantColumn(before), limit));
  }
}

/** Sorts behind every time. */
const BEHIND_ALL = ":";

const contextSchema = z.record(z.string(), z.unknown());

function sendOf(row: SendRow | undefined): Send | undefined {
  return (
    row && {
      id: textOf(row.id),
      to: textOf(row.to_number),
      from: textOrUndefined(row.from_number),
      referenceId: textOrUndefined(row.reference_id),
      length: row.length,
      context: row.context === null ? undefined : contextSchema.parse(JSON.parse(row.context)),
      at: new Date(row.at),
      state: row.state,
      messageId: textOrUndefined(row.message_id),
      code: row.code ?? undefined,
    }
  );
}
