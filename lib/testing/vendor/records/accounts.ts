import { type VendorNumber } from "../options.js";
import { isShortCode } from "./numbers.js";

/** Who is known, which numbers are whose, and who wants no more messages from whom. */
export class Accounts {
  readonly #keys: ReadonlySet<string>;
  readonly #numbers = new Map<string, VendorNumber & { readonly licenseKey: string }>();
  readonly #turns = new Map<string, number>();
  /** By licence key: the numbers that have sent STOP, and when. */
  readonly #stopped = new Map<string, Map<string, Date>>();

  constructor(keys: readonly string[]) {
    this.#keys = new Set(keys);
  }

  /** The key as it is kept; `undefined` for one that the vendor does not know. */
  known(licenseKey: string | undefined): string | undefined {
    const key = licenseKey?.toLowerCase();
    return key !== undefined && this.#keys.has(key) ? key : undefined;
  }

  number(number: string | undefined): VendorNumber | undefined {
    return number === undefined ? undefined : this.#numbers.get(number);
  }

  first(): string | undefined {
    return [...this.#numbers.keys()][0];
  }

  /** Gives a number to a key, or changes what it has. Returns the key. */
  assign(number: VendorNumber): string {
    const [first = ""] = this.#keys;
    const licenseKey = number.licenseKey ?? first;
    this.#numbers.set(number.number, { ...number, licenseKey });
    return licenseKey;
  }

  numbersOf(key: string): readonly string[] {
    return [...this.#numbers.values()].filter((one) => one.licenseKey === key).map((one) => one.number);
  }

  owns(key: string, number: string | undefined): boolean {
    return number !== undefined && this.numbersOf(key).includes(number);
  }

  /** The number that a message goes out from when none is given: one after another. */
  nextSender(key: string): string | undefined {
    const numbers = this.numbersOf(key);
    const turn = this.#turns.get(key) ?? 0;
    this.#turns.set(key, turn + 1);
    return numbers[turn % numbers.length];
  }

  /** A DID for what a short code could not deliver. */
  backupSender(key: string): string | undefined {
    return this.numbersOf(key).find((number) => !isShortCode(number));
  }

  stop(key: string, number: string, at: Date): void {
    const stopped = this.#stopped.get(key) ?? new Map<string, Date>();
    this.#stopped.set(key, stopped.set(number, at));
  }

  resume(key: string, number: string): void {
    this.#stopped.get(key)?.delete(number);
  }

  hasStopped(key: string, number: string): boolean {
    return this.#stopped.get(key)?.has(number) ?? false;
  }

  stopped(key: string): ReadonlyMap<string, Date> {
    return this.#stopped.get(key) ?? new Map();
  }
}
