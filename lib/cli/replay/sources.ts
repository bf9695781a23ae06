import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type Filter, type Inbox } from "../../index.js";
import { ExactBytes } from "../exact-bytes.js";
import { isSqlite, openPostgresToRead, openSqlite } from "../inbox.js";
import { type Recording, readRecordLine } from "../record-line.js";
import { Refusal, UsageError } from "../refusal.js";
import { isMeant } from "./select.js";

/** What is asked of an inbox at once. */
const PAGE = 500;

/** The postbacks of a source that are meant, oldest first; of more than `limit` the newest. Changes nothing there. @param source A URL of PostgreSQL, or a file. */
export async function recordings(source: string, filter: Filter, limit: number): Promise<Recording[]> {
  if (/^postgres(ql)?:\/\//.test(source)) {
    const { inbox, end } = await openPostgresToRead(source);
    return inInbox(inbox, filter, limit, ({ raw }) => Buffer.from(raw)).finally(end);
  }
  await access(source).catch(() => {
    throw new Refusal(`${source} cannot be read. Is the name right?`);
  });
  if (!(await isSqlite(source))) return inLines(source, filter, limit);
  const exact = await ExactBytes.beside(source);
  const inbox = await openSqlite(source);
  return inInbox(inbox, filter, limit, ({ key, raw }) => exact.of(key, raw)).finally(async () => inbox.close());
}

async function inInbox(inbox: Inbox, filter: Filter, limit: number, bytesOf: (postback: { key: string; raw: string }) => Buffer): Promise<Recording[]> {
  const found: Recording[] = [];
  let cursor: string | undefined;
  do {
    const page = await inbox.list({ ...filter, limit: Math.min(PAGE, limit - found.length), cursor });
    found.push(...page.items.map(({ postback }) => ({ postback, bytes: bytesOf(postback) })));
    cursor = page.next;
  } while (cursor !== undefined && found.length < limit);
  return found.reverse();
}

async function inLines(file: string, filter: Filter, limit: number): Promise<Recording[]> {
  if (filter.state !== undefined) throw new UsageError("--state: a file of lines does not know it; only an inbox does.");
  const found: Recording[] = [];
  let count = 0;
  let bodies = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    count += 1;
    const recording = line.trim() === "" ? undefined : readLine(line, file, count);
    if (!recording) continue;
    bodies += 1;
    if (isMeant(recording.postback, filter)) found.push(recording);
  }
  if (bodies === 0) throw new Refusal(`${file} has no line with a \`body\`. It takes what \`listen --json\` prints, or an inbox.`);
  return found.slice(-limit);
}

function readLine(line: string, file: string, number: number): Recording | undefined {
  try {
    return readRecordLine(line);
  } catch {
    throw new Refusal(`${file} is neither an inbox nor a file of JSON lines: line ${number} cannot be read.`);
  }
}
