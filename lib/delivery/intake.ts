import { type InTime } from "../in-time.js";
import { type Claim, type Inbox } from "../inbox/inbox.js";
import { type Log } from "../log.js";
import { ClaimFailures } from "./claim-failures.js";

/** Takes postbacks from the inbox. When it could hand out none, it is to be left alone until `goOn()`. */
export class Intake {
  readonly #inbox: Inbox;
  readonly #lease: number;
  readonly #inTime: InTime;
  readonly #failures: ClaimFailures;
  readonly #deliver: (claim: Claim) => void;
  #pausing = false;

  /**
   * @param lease For how long a postback is taken from the inbox, in milliseconds.
   * @param deliver Begins to deliver one, and throws only for what is no claim at all.
   */
  constructor(inbox: Inbox, lease: number, inTime: InTime, log: Log, deliver: (claim: Claim) => void) {
    this.#inbox = inbox;
    this.#lease = lease;
    this.#inTime = inTime;
    this.#failures = new ClaimFailures(log);
    this.#deliver = deliver;
  }

  get pausing(): boolean {
    return this.#pausing;
  }

  goOn(): void {
    this.#pausing = false;
  }

  /** What was handed out could not be delivered, or nothing could be handed out. */
  failed(error: unknown): void {
    this.#failures.add(error);
    this.#pausing = true;
  }

  /** Takes up to `room`. Resolves to whether there may be more; what comes after the deadline is delivered all the same. */
  async take(room: number): Promise<boolean> {
    try {
      const { more, sound } = await this.#inTime(this.#takeNow(room));
      if (sound) this.#failures.clear();
      return more;
    } catch (error) {
      this.failed(error);
      return true;
    }
  }

  /** `sound`: whether all that came were claims. Rejects when none of them was. */
  async #takeNow(room: number): Promise<{ more: boolean; sound: boolean }> {
    const claims = await this.#inbox.claim(room, this.#lease);
    const failures: unknown[] = [];
    for (const claim of claims) {
      try {
        this.#deliver(claim);
      } catch (error) {
        failures.push(error);
        this.#failures.add(error);
      }
    }
    if (failures.length > 0 && failures.length === claims.length) throw failures[0];
    return { more: claims.length === room, sound: failures.length === 0 };
  }
}
