import { type SimulatedPost } from "../../testing/index.js";
import { type Output } from "../output.js";
import { foundNobody } from "../post.js";
import { postLine } from "./post-line.js";
import { progressLine } from "./progress-line.js";

/** Up to so many life cycles each post has its line, and of these so many at most. */
const FEW = 12;
const MOST_LINES = 40;
/** So many of the posts that went wrong have a line in any case. */
const MOST_WRONG = 20;
/** After so many posts in a row that nobody answered, the rest would not be answered either. */
const MOST_UNANSWERED = 3;
/** Between two changes of the progress, in milliseconds. */
const BLINK = 100;

/** Shows a simulation while it runs. */
export class Watch {
  readonly #output: Output;
  readonly #lives: number;
  #begun = 0;
  #posts = 0;
  #wrong = 0;
  #unanswered = 0;
  /** Why nobody answers, as soon as that is sure: the code of the error, or `timeout`. */
  silence: string | undefined;
  #shown = -Infinity;

  /** @param lives How many life cycles there will be. */
  constructor(output: Output, lives: number) {
    this.#output = output;
    this.#lives = lives;
  }

  tell(post: SimulatedPost): void {
    // What is broken off then was not tried.
    if (this.silence !== undefined) return;
    this.#posts += 1;
    this.#begun = Math.max(this.#begun, post.life);
    if (!post.right) this.#wrong += 1;
    const hasLine = this.#lives <= FEW && this.#posts <= MOST_LINES;
    if (hasLine || (!post.right && this.#wrong <= MOST_WRONG)) this.#output.say(postLine(post, this.#output.colours));
    if (this.#lives <= FEW && this.#posts === MOST_LINES + 1) this.#output.say(this.#output.colours.dim("From here on only what goes wrong has a line."));
    if (!hasLine) this.#progress();
    // What is cut off need not be answered, but taken.
    if (post.event || foundNobody(post.error)) this.#unanswered = post.status === undefined ? this.#unanswered + 1 : 0;
    if (this.#unanswered >= MOST_UNANSWERED) this.silence = post.error;
  }

  #progress(): void {
    const now = performance.now();
    if (now - this.#shown < BLINK) return;
    this.#shown = now;
    this.#output.progress(progressLine({ begun: this.#begun, lives: this.#lives, posts: this.#posts, wrong: this.#wrong }));
  }
}
