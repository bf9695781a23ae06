import { createHash, timingSafeEqual } from "node:crypto";
import { PostbackError } from "../problems.js";

/**
 * The secret last segments of the PostBackURLs: one, several that are valid at once, or labels with one or several each
 * (the label becomes `account`). `false` opens the door on purpose. At least 16 characters of a-z, 0-9, - and _.
 */
export type Tokens = string | readonly string[] | Readonly<Record<string, string | readonly string[]>> | false;

/** Whose token it was. */
export interface Account {
  readonly account: string | undefined;
}

export const SHORTEST_TOKEN = 16;

interface Entry extends Account {
  readonly token: string;
  readonly digest: Buffer;
}

/** The tokens that open the door. */
export class TokenTable {
  readonly #entries: readonly Entry[];

  /** Refuses what is missing, blank, short, repeated, or would not survive in a URL. */
  constructor(tokens: Exclude<Tokens, false> | undefined) {
    this.#entries = labelled(tokens).map(({ account, token }) => ({ account, token, digest: digest(token) }));
    if (this.#entries.length === 0) throw new PostbackError("CDYNE_TOKEN_MISSING");
    const different = new Set(this.#entries.map(({ token }) => token));
    if (different.size < this.#entries.length) throw new PostbackError("CDYNE_TOKEN_REPEATED");
  }

  /** The account of a posted token, or `undefined` for a wrong one. Takes as long for either, whichever it is. */
  find(posted: string): Account | undefined {
    const wanted = digest(posted.toLowerCase());
    let found: Account | undefined;
    for (const entry of this.#entries) {
      if (timingSafeEqual(entry.digest, wanted)) found = { account: entry.account };
    }
    return found;
  }

  /** The first token of an account, which is the one to hand out. */
  first(account: string | undefined): string {
    const entry = this.#entries.find((one) => account === undefined || one.account === account);
    const accounts = new Set(this.#entries.map((one) => one.account));
    if (!entry || (account === undefined && accounts.size > 1)) {
      throw new PostbackError("CDYNE_ACCOUNT_UNKNOWN", `Accounts: ${[...accounts].join(", ")}.`);
    }
    return entry.token;
  }
}

function labelled(tokens: Exclude<Tokens, false> | null | undefined): { account: string | undefined; token: string }[] {
  if (typeof tokens === "string" || isList(tokens)) return list(tokens).map((token) => ({ account: undefined, token }));
  if (typeof tokens !== "object" || tokens === null) throw new PostbackError("CDYNE_TOKEN_MISSING");
  return Object.entries(tokens).flatMap(([account, of]) => list(of).map((token) => ({ account, token })));
}

function list(tokens: unknown): string[] {
  const all: readonly unknown[] = isList(tokens) ? tokens : [tokens];
  if (all.length === 0) throw new PostbackError("CDYNE_TOKEN_MISSING");
  return all.map(checked);
}

function checked(token: unknown): string {
  if (typeof token !== "string" || token.trim() === "") throw new PostbackError("CDYNE_TOKEN_MISSING");
  if (token.length < SHORTEST_TOKEN) throw new PostbackError("CDYNE_TOKEN_SHORT", `It has ${token.length}.`);
  if (!/^[a-z0-9_-]+$/.test(token)) throw new PostbackError("CDYNE_TOKEN_CHARACTERS");
  return token;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Digests have one length, so that they can be compared in constant time. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
