import { timingSafeEqual } from "node:crypto";
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

const SHORTEST_TOKEN = 16;

interface Entry extends Account {
  readonly token: string;
  /** The token's bytes, filled up to the length of the longest. */
  readonly padded: Buffer;
}

/** The tokens that open the door. */
export class TokenTable {
  readonly #entries: readonly Entry[];
  /** Where a posted token is put to be compared: only texts of one length can be compared in constant time. */
  readonly #posted: Buffer;

  /** Refuses what is missing, blank, short, repeated, or would not survive in a URL. */
  constructor(tokens: Exclude<Tokens, false> | undefined) {
    const all = labelled(tokens);
    if (all.length === 0) throw new PostbackError("CDYNE_TOKEN_MISSING");
    this.#posted = Buffer.alloc(Math.max(...all.map(({ token }) => token.length)));
    this.#entries = all.map(({ account, token }) => ({ account, token, padded: Buffer.from(this.#pad(token)) }));
    const different = new Set(this.#entries.map(({ token }) => token));
    if (different.size < this.#entries.length) throw new PostbackError("CDYNE_TOKEN_REPEATED");
  }

  /** The account of a posted token, or `undefined` for a wrong one. Takes as long for either, whichever it is. */
  find(posted: string): Account | undefined {
    const lower = posted.toLowerCase();
    const padded = this.#pad(lower);
    let found: Account | undefined;
    for (const entry of this.#entries) {
      if (timingSafeEqual(entry.padded, padded) && entry.token.length === lower.length) found = entry;
    }
    return found;
  }

  /** Whether several accounts come through this door, each with tokens of its own. */
  get isShared(): boolean {
    return new Set(this.#entries.map(({ account }) => account)).size > 1;
  }

  /** The first token of an account, which is the one to hand out. */
  first(account: string | undefined): string {
    const entry = this.#entries.find((one) => account === undefined || one.account === account);
    const accounts = new Set(this.#entries.map((one) => one.account));
    if (!entry || (account === undefined && accounts.size > 1)) {
      const labels = [...accounts].filter((label) => label !== undefined);
      const cure = labels.length > 0 ? `Name one of: ${labels.join(", ")}.` : "`tokens` has no labels, so name none.";
      throw new PostbackError("CDYNE_ACCOUNT_UNKNOWN", cure);
    }
    return entry.token;
  }

  #pad(text: string): Buffer {
    this.#posted.fill(0);
    this.#posted.write(text);
    return this.#posted;
  }
}

function labelled(tokens: Exclude<Tokens, false> | null | undefined): { account: string | undefined; token: string }[] {
  if (typeof tokens === "string" || isList(tokens)) return list(tokens).map((token) => ({ account: undefined, token }));
  if (typeof tokens !== "object" || tokens === null) throw new PostbackError("CDYNE_TOKEN_MISSING");
  return Object.entries(tokens).flatMap(([account, of]) => list(of, `Account: ${account}.`).map((token) => ({ account, token })));
}

function list(tokens: unknown, whose?: string): string[] {
  const all: readonly unknown[] = isList(tokens) ? tokens : [tokens];
  if (all.length === 0) throw new PostbackError("CDYNE_TOKEN_MISSING", whose);
  return all.map((token) => checked(token, whose));
}

function checked(token: unknown, whose: string | undefined): string {
  if (typeof token !== "string" || token.trim() === "") throw new PostbackError("CDYNE_TOKEN_MISSING", whose);
  if (token.length < SHORTEST_TOKEN) throw new PostbackError("CDYNE_TOKEN_SHORT", whose);
  if (!/^[a-z0-9_-]+$/.test(token)) throw new PostbackError("CDYNE_TOKEN_CHARACTERS", whose);
  return token;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
