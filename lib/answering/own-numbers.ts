import { phoneNumber } from "../wire/phone-number.js";
import { type SmsReceived, type SmsReply } from "../wire/postback.js";

/** Numbers of ours: those that were named, and those to which somebody has written. */
export class OwnNumbers {
  readonly #numbers: Set<string>;

  constructor(named: readonly string[]) {
    this.#numbers = new Set(named.map((number) => phoneNumber(number) ?? number));
  }

  learn({ to }: SmsReply | SmsReceived): void {
    if (to !== undefined) this.#numbers.add(to);
  }

  has(number: string): boolean {
    return this.#numbers.has(number);
  }
}
