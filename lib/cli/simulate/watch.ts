import { type SimulatedPost } from "../../testing/index.js";
import { type Output } from "../output.js";
import { postLine } from "./post-line.js";
import { progressLine } from "./progress-line.js";

/** Up to so many life cycles each post has its line. */
const FEW = 12;
/** So many of the posts that went wrong have a line in any case. */
const MOST_WRONG = 20;
/** Between two changes of the progress, in milliseconds. */
const BLINK = 100;

/** Shows a simulation while it runs. */
export class Watch {
  readonly #output: Output;
  readonly #lives: number;
  #begun = 0;
  #posts = 0;
  #wrong = 0;
  #shown = -Infinity;

  /** @param lives How many life cycles there will be. */
  constructor(output: Output, lives: number) {
    this.#output = output;
    this.#lives = lives;
  }

  tell(post: SimulatedPost): void {
    this.#posts += 1;
    this.#begun = Math.max(this.#begun, post.life);
    if (!post.right) this.#wrong += 1;
    const { colours } = this.#output;
    if (this.#lives <= FEW) this.#output.say(postLine(post, colours));
    else {
      if (!post.right && this.#wrong <= MOST_WRONG) this.#output.say(postLine(post, colours));
      this.#progress();
    }
  }

  #progress(): void {
    const now = performance.now();
    if (now - this.#shown < BLINK) return;
    this.#shown = now;
    this.#output.progress(progressLine({ begun: this.#begun, lives: this.#lives, posts: this.#posts, wrong: this.#wrong }));
  }
}
