import { type Clock } from "../../clock.js";
import { type Postback } from "../../wire/postback.js";
import { type Claim, type Recorded, type Settlement } from "../inbox.js";
import { instantColumn, textColumnOrNull } from "./column.js";
import { type Database, type Statement } from "./database.js";
import { Lines } from "./lines.js";
import { type ClaimRow, COLUMNS, POSTBACK, claimOf, columnsOf, failuresColumn, failuresIn, readClaimId } from "./rows.js";

interface OutRow {
  key: string;
  line: string;
}

/** Postbacks on their way: from their record through claims to the end of their delivery. */
export class Queue {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #lines: Lines;
  readonly #insert: Statement;
  readonly #repeat: Statement;
  readonly #anyDue: Statement<unknown>;
  readonly #due: Statement<ClaimRow>;
  readonly #handOut: Statement;
  readonly #renew: Statement;
  readonly #out: Statement<OutRow>;
  readonly #settle: Statement;
  readonly #failures: Statement<{ failures: string | null }>;
  readonly #noteFailures: Statement;

  constructor(database: Database, clock: Clock) {
    this.#clock = clock;
    this.#database = database;
    this.#lines = new Lines(database);
    this.#insert = database.prepare(`
      INSERT INTO postback (${COLUMNS.join(", ")}, line, due)
      VALUES (${COLUMNS.map(() => "?").join(", ")}, ?,
        CASE WHEN EXISTS (SELECT 1 FROM postback WHERE line = ? AND state IN ('waiting', 'running')) THEN NULL ELSE ? END)
      ON CONFLICT (key) DO NOTHING`);
    this.#repeat = database.prepare("UPDATE postback SET repeats = repeats + 1 WHERE key = ?");
    this.#anyDue = database.prepare("SELECT 1 FROM postback WHERE due <= ? LIMIT 1");
    this.#due = database.prepare(`SELECT seq, claim, attempts, handled, ${POSTBACK} FROM postback WHERE due <= ? ORDER BY due, seq LIMIT ?`);
    this.#handOut = database.prepare("UPDATE postback SET state = 'running', attempts = attempts + 1, claim = claim + 1, due = ? WHERE seq = ?");
    this.#renew = database.prepare("UPDATE postback SET due = ? WHERE seq = ? AND claim = ? AND state = 'running'");
    this.#out = database.prepare("SELECT key, line FROM postback WHERE seq = ? AND claim = ? AND state = 'running'");
    this.#settle = database.prepare("UPDATE postback SET state = ?, handled = ?, last_error = ?, line = ?, due = ?, settled_at = ? WHERE seq = ?");
    this.#failures = database.prepare("SELECT failures FROM postback WHERE seq = ?");
    this.#noteFailures = database.prepare("UPDATE postback SET failures = ? WHERE seq = ?");
  }

  record(postbacks: readonly Postback[]): readonly Recorded[] {
    const now = this.#clock.now();
    const rows = postbacks.map((postback) => ({ key: postback.key, line: postback.subject ?? postback.key, columns: columnsOf(postback) }));
    return this.#database.transaction(() =>
      rows.map(({ key, line, columns }) => {
        if (this.#insert.run(...columns, line, line, now) > 0) return "new";
        this.#repeat.run(key);
        return "repeat";
      }),
    );
  }

  claim(limit: number, lease: number): readonly Claim[] {
    const now = this.#clock.now();
    // Asking again and again should not keep others from writing.
    if (limit < 1 || this.#anyDue.all(now).length === 0) return [];
    const rows = this.#database.transaction(() => {
      const due = this.#due.all(now, limit);
      for (const { seq } of due) this.#handOut.run(after(now, lease), seq);
      return due;
    });
    return rows.map(claimOf);
  }

  renew(ids: readonly string[], lease: number): void {
    const due = after(this.#clock.now(), lease);
    this.#database.transaction(() => {
      for (const claim of ids.map(readClaimId)) if (claim) this.#renew.run(due, claim.seq, claim.claim);
    });
  }

  settle(settlements: readonly Settlement[]): void {
    const now = this.#clock.now();
    const at = instantColumn(new Date(now));
    this.#database.transaction(() => {
      const lines = settlements.flatMap((settlement) => this.#settleOne(settlement, now, at) ?? []);
      this.#lines.goOn(lines, now);
    });
  }

  /** Gives the line that goes on. */
  #settleOne({ id, state, after: wait = 0, letPass = false, handled, error, failures }: Settlement, now: number, at: string): string | undefined {
    const claim = readClaimId(id);
    const [row] = claim ? this.#out.all(claim.seq, claim.claim) : [];
    if (!claim || !row) return undefined;
    const waits = state === "waiting";
    const line = waits && letPass ? row.key : row.line;
    this.#settle.run(state, JSON.stringify(handled), textColumnOrNull(error), line, waits ? after(now, wait) : null, waits ? null : at, claim.seq);
    if (failures && failures.length > 0) {
      const before = failuresIn(this.#failures.all(claim.seq)[0]?.failures ?? null);
      this.#noteFailures.run(failuresColumn([...before, ...failures]), claim.seq);
    }
    return waits && !letPass ? undefined : row.line;
  }
}

/** In whole milliseconds, never too early. */
function after(now: number, ms: number): number {
  return Math.ceil(now + ms);
}
