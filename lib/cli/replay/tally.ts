import { type Posted, foundNobody } from "../post.js";

/** Counts how the posts of a replay were answered. */
export class Tally {
  /** How many of the last ones did not arrive at all. */
  unreachedInARow = 0;
  readonly #total: number;
  readonly #answers = new Map<string, number>();
  #sent = 0;
  /** How many of those that were tried found nobody. */
  #unreached = 0;

  constructor(total: number) {
    this.#total = total;
  }

  get allRecorded(): boolean {
    return this.#recorded === this.#total;
  }

  get #recorded(): number {
    return this.#answers.get("200") ?? 0;
  }

  add({ status, why }: Posted): void {
    this.unreachedInARow = status === undefined ? this.unreachedInARow + 1 : 0;
    if (foundNobody(why)) {
      this.#unreached += 1;
      return;
    }
    const answer = status === undefined ? "none" : String(status);
    this.#sent += 1;
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
  }

  progress(): string {
    const tried = this.#sent + this.#unreached;
    return `${tried} of ${this.#total}, ${tried - this.#recorded} not answered with 200`;
  }

  summary(): object {
    return { found: this.#total, sent: this.#sent, unreached: this.#unreached, answers: Object.fromEntries(this.#answers) };
  }

  lines(): string[] {
    const answers = Array.from(this.#answers, ([answer, count]) => `${count} ${answer === "none" ? "without an answer" : `answered with ${answer}`}`);
    const rest = this.#total - this.#sent - this.#unreached;
    return [
      this.#sent === 0 ? "None was sent." : `${this.#sent} sent: ${answers.join(", ")}.`,
      ...(this.#unreached === 0 ? [] : [`${this.#unreached} found nobody there. Is your application running?`]),
      ...(rest === 0 ? [] : [`${rest} not ${this.#unreached === 0 ? "sent" : "tried"}.`]),
    ];
  }
}
