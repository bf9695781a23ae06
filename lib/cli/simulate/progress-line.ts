const WIDTH = 24;

/** How far a simulation is. */
export interface Progress {
  /** How many life cycles have begun, of how many. */
  readonly begun: number;
  readonly lives: number;
  readonly posts: number;
  readonly wrong: number;
}

/** `[######------------------] 25%  3 of 12 life cycles, 41 posts, 1 wrong` */
export function progressLine({ begun, lives, posts, wrong }: Progress): string {
  const done = Math.floor((begun / lives) * WIDTH);
  const bar = "#".repeat(done).padEnd(WIDTH, "-");
  return `[${bar}] ${Math.floor((begun / lives) * 100)}%  ${begun} of ${lives} life cycles, ${posts} posts${wrong === 0 ? "" : `, ${wrong} wrong`}`;
}
