import { z } from "zod";
import { type Filter, type Inbox, PostbackError } from "../../index.js";
import { isMeant } from "../../is-meant.js";
import { errorCode } from "../error-code.js";
import { ExactBytes } from "../exact-bytes.js";
import { isPostgres, isSqlite, openPostgresToRead, openSqliteToRead, pathOf } from "../inbox.js";
import { type Recording, readRecordLine } from "../record-line.js";
import { Refusal, UsageError } from "../refusal.js";
import { linesOf } from "./lines.js";

/** What is asked of an inbox at once. */
const PAGE = 500;

/** Which postbacks of a source are meant. */
export interface Selection extends Filter {
  /** Of more than so many the newest. */
  readonly limit: number;
  /** Whether only those are meant that came without a label. */
  readonly unlabelled: boolean;
}

/** The postbacks of a source that are meant, oldest first. Changes nothing there. @param source A URL of PostgreSQL, or a file of `folder`. */
export async function recordings(source: string, folder: string, selection: Selection): Promise<Recording[]> {
  if (isPostgres(source)) {
    const { inbox, end } = await openPostgresToRead(source);
    return inInbox(inbox, selection, ({ raw }) => Buffer.from(raw)).finally(end);
  }
  const file = await pathOf(source, folder);
  return inFile(file, selection).catch((error: unknown) => {
    throw refusalOf(error, file);
  });
}

async function inFile(file: string, selection: Selection): Promise<Recording[]> {
  if (!(await isSqlite(file))) return inLines(file, selection);
  const exact = await ExactBytes.beside(file);
  const inbox = await openSqliteToRead(file);
  return inInbox(inbox, selection, ({ raw }) => exact.of(raw)).finally(async () => inbox.close());
}

async function inInbox(inbox: Inbox, { limit, unlabelled, ...filter }: Selection, bytesOf: (postback: { raw: string }) => Buffer): Promise<Recording[]> {
  const found: Recording[] = [];
  let cursor: string | undefined;
  do {
    const page = await inbox.list({ ...filter, limit: Math.min(PAGE, limit - found.length), cursor });
    const meant = page.items.map(({ postback }) => postback).filter(({ account }) => !unlabelled || account === undefined);
    found.push(...meant.map((postback) => ({ postback, bytes: bytesOf(postback) })));
    cursor = page.next;
  } while (cursor !== undefined && found.length < limit);
  return found.reverse();
}

async function inLines(file: string, { limit, unlabelled, state, ...filter }: Selection): Promise<Recording[]> {
  if (state !== undefined) throw new UsageError("--state: a file of lines does not know it; only an inbox does.");
  const found: Recording[] = [];
  let count = 0;
  let bodies = 0;
  for await (const line of linesOf(file)) {
    count += 1;
    const recording = readLine(line, file, count);
    if (!recording) continue;
    bodies += 1;
    const { postback } = recording;
    if (!isMeant(postback, filter) || (unlabelled && postback.account !== undefined)) continue;
    found.push(recording);
    // The file may be larger than the memory.
    if (found.length >= 2 * limit) found.splice(0, found.length - limit);
  }
  if (bodies === 0) throw new Refusal(`${file} has no line with a \`body\`. It takes what \`listen --json\` prints, or an inbox.`);
  return found.slice(-limit);
}

/** What is not UTF-8 would not be what came. A byte order mark is taken away. */
const utf8 = new TextDecoder("utf-8", { fatal: true });

function readLine(line: Buffer, file: string, number: number): Recording | undefined {
  try {
    const text = utf8.decode(line);
    return text.trim() === "" ? undefined : readRecordLine(text);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw new Refusal(`${file} is neither an inbox nor a file of JSON lines: line ${number} cannot be read.`);
    const wrong = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new Refusal(`${file}, line ${number}: ${wrong.join("; ")}. Nothing was sent.`);
  }
}

const REASONS: Readonly<Record<string, string>> = { EISDIR: "It is a folder.", EACCES: "This user may not." };

function refusalOf(error: unknown, file: string): unknown {
  const code = errorCode(error);
  if (code === undefined || error instanceof Refusal || error instanceof PostbackError) return error;
  return new Refusal(`${file} cannot be read. ${REASONS[code] ?? String(error)}`);
}
