import pc from "picocolors";

/** Where something can be printed: `process.stdout`, or whatever a test keeps it in. */
export interface Stream {
  write(text: string): unknown;
  /** Whether it is a terminal. */
  readonly isTTY?: boolean | undefined;
  /** How wide the terminal is. */
  readonly columns?: number | undefined;
}

export type Colours = ReturnType<typeof pc.createColors>;

const ERASE_LINE = "\r\x1b[K";
/** Where the width is not known. */
const USUAL_WIDTH = 80;

/**
 * What a command says. Scripts read stdout: with `--json` nothing but JSON is there, one object per line, and everything
 * that is for people goes to stderr.
 */
export class Output {
  /** Whether `--json` was given. */
  readonly json: boolean;
  /** For `say()`: colours on a terminal, and none where NO_COLOR is set. */
  readonly colours: Colours;
  /** How many characters a line of `say()` has room for. */
  readonly width: number;
  readonly #stdout: Stream;
  readonly #stderr: Stream;
  readonly #people: Stream;
  #progress = "";

  constructor(stdout: Stream, stderr: Stream, env: NodeJS.ProcessEnv, json = false) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#people = json ? stderr : stdout;
    this.json = json;
    this.colours = pc.createColors(isColoured(this.#people, env));
    this.width = this.#people.columns ?? USUAL_WIDTH;
  }

  /** A line for people: what came out. */
  say(line = ""): void {
    this.#write(this.#people, `${line}\n`);
  }

  /** A line for people that is no part of what came out: a warning, or what went wrong. */
  warn(line: string): void {
    this.#write(this.#stderr, `${line}\n`);
  }

  /** An object for scripts; without `--json` it is not printed. */
  record(object: object): void {
    if (this.json) this.#write(this.#stdout, `${JSON.stringify(object)}\n`);
  }

  /** How far it is, in a line that the next one takes the place of. Only on a terminal; cut where the line would wrap. */
  progress(line: string): void {
    if (!this.#stderr.isTTY) return;
    this.#progress = line.slice(0, (this.#stderr.columns ?? USUAL_WIDTH) - 1);
    this.#stderr.write(ERASE_LINE + this.#progress);
  }

  /** Takes the line of progress away. */
  endProgress(): void {
    if (this.#progress !== "") this.#stderr.write(ERASE_LINE);
    this.#progress = "";
  }

  #write(stream: Stream, text: string): void {
    if (this.#progress === "") return void stream.write(text);
    this.#stderr.write(ERASE_LINE);
    stream.write(text);
    this.#stderr.write(this.#progress);
  }
}

/** https://no-color.org and https://force-color.org */
export function isColoured(stream: Stream, env: NodeJS.ProcessEnv): boolean {
  if (env["NO_COLOR"]) return false;
  return Boolean(env["FORCE_COLOR"]) || (stream.isTTY === true && env["TERM"] !== "dumb");
}
