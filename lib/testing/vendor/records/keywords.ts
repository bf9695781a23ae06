import { systemKeywords } from "../../../index.js";
import { type Accounts } from "./accounts.js";
import { type KeywordReturnCode } from "./codes.js";
import { isShortCode } from "./numbers.js";

export interface Keyword {
  readonly licenseKey: string;
  readonly keyword: string;
  readonly shortCode: string;
  readonly entryDate: Date;
}

/** What became of an attempt to add or remove a keyword. */
export type KeywordOutcome = Pick<Keyword, "keyword" | "shortCode"> & { readonly code: KeywordReturnCode; readonly entryDate: Date | undefined };

const SHORTEST = 3;
const SYSTEM: readonly string[] = Object.values(systemKeywords).flat();

/** Which words sent to short codes belong to whom. */
export class Keywords {
  readonly #accounts: Accounts;
  #keywords: Keyword[] = [];

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  list(licenseKey: string): readonly Keyword[] {
    return this.#keywords.filter((one) => one.licenseKey === licenseKey);
  }

  assign(licenseKey: string, keyword: string, shortCode: string, entryDate: Date): KeywordOutcome {
    const refused = this.#refusal(licenseKey, keyword, shortCode);
    if (refused === undefined) this.#keywords.push({ licenseKey, keyword, shortCode, entryDate });
    return { keyword, shortCode, code: refused ?? "KeywordAdded", entryDate: refused === undefined ? entryDate : undefined };
  }

  remove(licenseKey: string, keyword: string, shortCode: string): KeywordOutcome {
    const found = this.#find(keyword, shortCode);
    const own = found?.licenseKey === licenseKey ? found : undefined;
    this.#keywords = this.#keywords.filter((one) => one !== own);
    return { keyword, shortCode, code: own ? "KeywordRemoved" : "KeywordNotFound", entryDate: own?.entryDate };
  }

  #refusal(licenseKey: string, keyword: string, shortCode: string): KeywordReturnCode | undefined {
    if (!isShortCode(shortCode)) return "ShortCodeInvalid";
    if (!this.#accounts.owns(licenseKey, shortCode)) return "ShortCodeNotAssignedToKey";
    if (keyword.trim().length < SHORTEST || SYSTEM.includes(keyword.trim().toUpperCase())) return "KeywordInvalid";
    return this.#find(keyword, shortCode) ? "KeywordAlreadyInUse" : undefined;
  }

  #find(keyword: string, shortCode: string): Keyword | undefined {
    return this.#keywords.find((one) => one.shortCode === shortCode && one.keyword.toLowerCase() === keyword.toLowerCase());
  }
}
