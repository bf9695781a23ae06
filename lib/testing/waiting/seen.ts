import { type ListOptions, type Postbacks, type RecordedPostback } from "../../index.js";
import { poll } from "./poll.js";

/** What is needed of a receiver to see what is in it. */
export type Watched = Pick<Postbacks, "list" | "health" | "counters">;

const PAGE = 1000;
const SHOWN = 20;
/** How long the inbox may take to say what is in it, in milliseconds. */
const PATIENCE = 500;

/** All that is recorded and meant, newest first. */
export async function recorded(postbacks: Watched, filter: ListOptions): Promise<readonly RecordedPostback[]> {
  const items: RecordedPostback[] = [];
  let cursor: string | undefined;
  do {
    const page = await postbacks.list({ ...filter, limit: PAGE, cursor });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return items;
}

/** What is recorded, for a person, without what is in it. Never rejects. */
export async function describeSeen(postbacks: Watched): Promise<string> {
  const { received, notRecorded, repeated } = postbacks.counters;
  const counts = `Received were ${received}, of which ${repeated} were repeats and ${notRecorded} could not be recorded.`;
  return `${await describeAll(postbacks, [{}])}\n${counts}`;
}

/** The same of what is meant by one of these filters. */
export async function describeAll(postbacks: Watched, filters: readonly ListOptions[]): Promise<string> {
  try {
    const found = await poll(async () => Promise.all(filters.map(async (filter) => recorded(postbacks, filter))), PATIENCE);
    const items = found?.flat();
    if (!items) return "The inbox does not answer.";
    return items.length === 0 ? "Nothing is recorded." : `Recorded ${items.length === 1 ? "is" : "are"}:${describe(items)}`;
  } catch (error) {
    return `What is recorded cannot be listed: ${String(error)}`;
  }
}

/** One line for each, the newest first. */
export function describe(items: readonly RecordedPostback[]): string {
  const lines = items.slice(0, SHOWN).map(lineOf);
  const rest = items.length - lines.length;
  return [...lines, ...(rest > 0 ? [`\n  and ${rest} more`] : [])].join("");
}

function lineOf({ postback, state, attempts, lastError, due }: RecordedPostback): string {
  const tries = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  const error = lastError === undefined ? "" : `, failed with ${lastError}`;
  return `\n  ${postback.type} ${postback.key}: ${state}${state === "waiting" ? untilWhen(due) : ""}, ${tries}${error}`;
}

function untilWhen(due: Date | undefined): string {
  return due ? ` until ${due.toISOString()}` : " for another of its subject";
}
