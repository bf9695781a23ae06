/** Ids that are the same in each run with the same seed. Numbers of calls and media count on, as the vendor's seem to (INFERRED). */
export class Ids {
  #state: number;
  #call = 1_188_888_888;
  #media = 17_771;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A GUID as the vendor writes it: lower case, with hyphens. */
  guid(): string {
    const digits = Array.from({ length: 32 }, () => Math.floor(this.fraction() * 16).toString(16)).join("");
    return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
  }

  queueId(): string {
    return String(this.#call++);
  }

  mediaId(): number {
    return ++this.#media;
  }

  /** A carrier's id of a message: 17 digits, the first of them not zero. */
  carrierId(): string {
    return `1${Array.from({ length: 16 }, () => Math.floor(this.fraction() * 10)).join("")}`;
  }

  /** From 0 to below 1, by Mulberry32. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** What the vendor says where there is no id. */
export const ZERO_ID = "00000000-0000-0000-0000-000000000000";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}
