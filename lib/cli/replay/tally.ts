import { type Posted } from "../post.js";

/** Counts how the posts of a replay were answered. */
export class Tally {
  /** How many of the last ones did not arrive at all. */
  unreachedInARow = 0;
  readonly #total: number;
  readonly #answers = new Map<string, number>();
  #sent = 0;

  constructor(total: number) {
    this.#total = total;
  }

  get allRecorded(): boolean {
    return this.#recorded === this.#total;
  }

  get #recorded(): number {
    return this.#answers.get("200") ?? 0;
  }

  add({ status }: Posted): void {
    const answer = status === undefined ? "none" : String(status);
    this.#sent += 1;
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
    this.unreachedInARow = status === undefined ? this.unreachedInARow + 1 : 0;
  }

  progress(): string {
    return `${this.#sent} of ${this.#total}, ${this.#sent - this.#recorded} not answered with 200`;
  }

  summary(): object {
    return { found: this.#total, sent: this.#sent, answers: Object.fromEntries(this.#answers) };
  }

  lines(): string[] {
    if (this.#total === 0) return ["Nothing is recorded that is meant, so nothing was sent."];
    const answers = Array.from(this.#answers, ([answer, count]) => `${count} ${answer === "none" ? "without an answer" : `answered with ${answer}`}`);
    const rest = this.#total - this.#sent;
    return [`${this.#sent} sent: ${answers.join(", ") || "none"}.`, ...(rest === 0 ? [] : [`${rest} not sent.`])];
  }
}
