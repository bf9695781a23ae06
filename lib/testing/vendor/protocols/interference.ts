/** What happens to a request in place of its answer. */
export interface Interference {
  /** Whether the vendor has done what was asked for all the same; false by default. */
  done?: boolean | undefined;
  /** `"cut"`: the connection breaks. `"hang"`: nothing comes. Else what is answered. */
  answer: "cut" | "hang" | { status?: number | undefined; headers?: Readonly<Record<string, string>> | undefined; body?: string | undefined };
}

/** What will happen to the next requests of each operation. */
export class Interferences {
  readonly #waiting: { operation: string; interference: Interference }[] = [];

  add(operation: string, interference: Interference): void {
    this.#waiting.push({ operation: operation.toLowerCase(), interference });
  }

  /** The next one for an operation, which is then used up. */
  take(operation: string): Interference | undefined {
    const index = this.#waiting.findIndex((one) => one.operation === operation.toLowerCase());
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0]?.interference;
  }
}
