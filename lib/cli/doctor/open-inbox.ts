import { access } from "node:fs/promises";
import { type Inbox, PostbackError } from "../../index.js";
import { sqliteInbox } from "../../inbox/sqlite.js";
import { errorCode } from "../error-code.js";
import { isPostgres, isSqlite, openPostgresToRead, pathOf } from "../inbox.js";
import { Refusal } from "../refusal.js";
import { type Finding, finding, problem } from "../../findings/finding.js";

/** An inbox to look into, or why there is none. */
export interface OpenedInbox {
  readonly inbox: Inbox | undefined;
  /** The file, where `listen` has made it. */
  readonly listened?: string | undefined;
  readonly findings: readonly Finding[];
  readonly end: () => Promise<void>;
}

/** @param name A file that is there, or `postgres://…`. */
export async function openInbox(name: string, folder: string): Promise<OpenedInbox> {
  try {
    return { ...(await open(name, folder)), findings: [] };
  } catch (error) {
    return { inbox: undefined, findings: [wrongWith(error)], end: async () => {} };
  }
}

async function open(name: string, folder: string): Promise<Omit<OpenedInbox, "findings">> {
  if (isPostgres(name)) return openPostgresToRead(name);
  const file = await pathOf(name, folder);
  if (!(await isSqlite(file))) throw new Refusal(`${name} is no SQLite file.`);
  const inbox = sqliteInbox({ file, readOnly: true });
  const isOfListen = await access(`${file}.listen`).then(
    () => true,
    () => false,
  );
  return { inbox, listened: isOfListen ? name : undefined, end: async () => inbox.close() };
}

function wrongWith(error: unknown): Finding {
  if (error instanceof PostbackError) return problem(error.code, "error", "The inbox cannot be opened.");
  return finding("DOCTOR_INBOX_UNREADABLE", error instanceof Refusal ? error.message : errorCode(error));
}
