import { setImmediate as othersTurn } from "node:timers/promises";
import { type DeliveryState } from "../inbox.js";
import { type Overview, type OverviewRange } from "../inspection.js";
import { OverviewTally } from "../overview.js";
import { type EventName } from "../../wire/postback.js";
import { type TextColumn, instantColumn, textOrUndefined } from "./column.js";
import { type Database, type Statement } from "./database.js";

/** How many rows before others have their turn. */
const AT_A_STRETCH = 1000;

interface Row {
  seq: number;
  type: EventName;
  state: DeliveryState;
  received_at: string;
  settled_at: string | null;
  last_error: TextColumn | null;
}

/** Looks at how things went, the newest first. */
export class Overlook {
  readonly #stretch: Statement<Row>;

  constructor(database: Database) {
    // The index has each state in the order of time; they are joined as they are read.
    const parts = ["waiting", "running", "delivered", "dead", "discarded"].map(
      (state) => `SELECT received_at, seq FROM postback WHERE state = '${state}' AND received_at >= ?1 AND (received_at, seq) < (?2, ?3)`,
    );
    this.#stretch = database.prepare(`
      SELECT postback.seq, type, state, postback.received_at, settled_at, last_error
        FROM (${parts.join(" UNION ALL ")} ORDER BY received_at DESC, seq DESC LIMIT ${AT_A_STRETCH}) AS candidate
        CROSS JOIN postback USING (seq)`);
  }

  async overview(range: OverviewRange): Promise<Overview> {
    const tally = new OverviewTally(range);
    const since = instantColumn(range.since);
    let [at, seq] = [instantColumn(range.until), 0];
    for (; ; await othersTurn()) {
      const rows = this.#stretch.all(since, at, seq);
      for (const row of rows) {
        tally.add({
          type: row.type,
          state: row.state,
          receivedAt: new Date(row.received_at),
          settledAt: row.settled_at === null ? undefined : new Date(row.settled_at),
          lastError: textOrUndefined(row.last_error),
        });
      }
      const last = rows.at(-1);
      if (!last || rows.length < AT_A_STRETCH) return tally.overview(false);
      if (tally.isFull) return tally.overview(true);
      [at, seq] = [last.received_at, last.seq];
    }
  }
}
