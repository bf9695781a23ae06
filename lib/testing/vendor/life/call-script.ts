/** What a script has left when it is over. */
export interface ScriptRun {
  /** Names in lower case, values cut at 500 characters. */
  readonly variables: Readonly<Record<string, string>>;
  /** All digits that were pressed. */
  readonly digits: string;
  /** The seconds that it recorded last. */
  readonly recorded: number | undefined;
}

const URL_COMMAND = /^~\\StatusChangePostURL\(([^~]*)\)~/i;

/** The URL that a script asks status changes to be posted to; only at its very beginning. */
export function postbackUrlOf(script: string): string | undefined {
  return URL_COMMAND.exec(script)?.[1];
}

/** A script with such a command before it. */
export function withPostbackUrl(url: string, script: string): string {
  return String.raw`~\StatusChangePostURL(${url})~${script}`;
}

const COMMAND = /~\\(\w+)\(([^~]*)\)~/g;
const LONGEST_VALUE = 500;
/** What every recording takes, in seconds. */
const RECORDING = 5;

/** Runs the commands of a script from first to last: jumps are not followed. */
export function runScript(script: string, pressed: string, system: Readonly<Record<string, string>>, conferenceKey: () => string): ScriptRun {
  const run = new Run(pressed, system, conferenceKey);
  for (const [, command = "", given = ""] of script.matchAll(COMMAND)) {
    if (command.toLowerCase() === "endcall") break;
    COMMANDS.get(command.toLowerCase())?.(run, given.split("|").map((argument) => run.expand(argument)));
  }
  return { variables: Object.fromEntries(run.variables), digits: pressed.replace(/[^\d*]/g, ""), recorded: run.recorded };
}

class Run {
  readonly variables = new Map<string, string>();
  readonly #system: Readonly<Record<string, string>>;
  readonly conferenceKey: () => string;
  recorded: number | undefined;
  #keys: string;

  constructor(pressed: string, system: Readonly<Record<string, string>>, conferenceKey: () => string) {
    this.#keys = pressed;
    this.#system = system;
    this.conferenceKey = conferenceKey;
  }

  get(name: string): string {
    return this.variables.get(name.toLowerCase()) ?? this.#system[name.toLowerCase()] ?? "";
  }

  set(name: string, value: string): void {
    if (name !== "") this.variables.set(name.toLowerCase(), value.slice(0, LONGEST_VALUE));
  }

  /** `[name]` stands for a variable. */
  expand(argument: string): string {
    return argument.replace(/\[(\w+)\]/g, (_, name: string) => this.get(name));
  }

  /** The next digits that are pressed: up to `#`, or `most` of them. */
  digits(most: number | undefined): string {
    const end = most === undefined ? this.#keys.indexOf("#") : most;
    const digits = end < 0 ? this.#keys : this.#keys.slice(0, end);
    this.#keys = this.#keys.slice(digits.length + (most === undefined ? 1 : 0));
    return digits.replace("#", "");
  }
}

/** By the command's name in lower case; all others only sound. */
const COMMANDS: ReadonlyMap<string, (run: Run, given: readonly string[]) => void> = new Map([
  ["setvar", (run: Run, [name = "", value = ""]: readonly string[]) => run.set(name, value)],
  ["getdigits", (run: Run, [name = "", , most]: readonly string[]) => run.set(name, run.digits(countOf(most)))],
  ["waitfordtmf", (run: Run) => void run.digits(1)],
  ["increasevariable", (run: Run, [name = "", by = "1"]: readonly string[]) => run.set(name, String(Number(run.get(name)) + Number(by)))],
  ["getvariablelength", (run: Run, [name = "", result = ""]: readonly string[]) => run.set(result, String(run.get(name).length))],
  ["conference", (run: Run) => run.set("ConfKey", run.get("ConfKey") || run.conferenceKey())],
  ["recordandsaveas", (run: Run) => void (run.recorded = RECORDING)],
  ["recordwithuniqueid", (run: Run) => void (run.recorded = RECORDING)],
]);

function countOf(argument: string | undefined): number | undefined {
  return argument === undefined || argument.trim() === "" ? undefined : Number(argument);
}
