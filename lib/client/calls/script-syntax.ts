import { PostbackError } from "../../problems.js";
import { wireNumber } from "../request/wire-number.js";

/** What commands are made of: `~\Beep()~` is a command, `~^soundid~` plays a sound. */
const COMMAND_SIGNS = /[~\\^]/g;
/** What ends an argument or a command, or names a variable inside one. The vendor has no way to escape it. */
const ARGUMENT_SIGNS = /[~\\^|()[\]\p{Cc}\u2028\u2029]/gu;
/** In lower case, because the phone API wants lower-case URLs. */
const URL_SIGNS = /[()~|[\]]/g;

/**
 * The names that the vendor gives to what it posts about a call. What happens when a script has a variable of such a name
 * is not documented.
 */
const POSTED_NAMES = [
  "queueid responsecode starttime endtime duration ac machinedetection digitsdialed incoming iswireless telcolata telcoocn",
  "telcocarriername telcocarriertype telcolrn telcoswitchname incallringcount qasoundid callerid calleridname extension",
  "phonenumber transfercallerid transfercalleridname lastrecordlength",
].flatMap((names) => names.split(" "));

/** A variable of a call script in an argument: the vendor puts its value there. */
export class Variable {
  readonly name: string;

  constructor(name: string) {
    this.name = variableName(name);
  }

  toString(): string {
    return `[${this.name}]`;
  }
}

/** `script().set("copy", variable("answer"))`: an argument that is the value of a variable, not its name. */
export function variable(name: string): Variable {
  return new Variable(name);
}

/** One step of a script: a text, or what the vendor carries out. */
export interface Step {
  readonly written: string;
  readonly spoken: boolean;
}

/** The steps as one text; texts that follow each other are not run together. */
export function joined(steps: readonly Step[]): string {
  return steps.map(({ written, spoken }, at) => (spoken && steps[at - 1]?.spoken ? ` ${written}` : written)).join("");
}

/** A command, of arguments that hold nothing that would end it. */
export function command(name: string, ...args: readonly (string | number | boolean)[]): string {
  return `~\\${name}(${args.join("|")})~`;
}

/** Text that is spoken and nothing else: the signs of commands in it become spaces. */
export function plainText(text: unknown): string {
  return string("a text", text).replace(COMMAND_SIGNS, " ");
}

/** A value as an argument: what would end it, or put a variable's value there, becomes a space. */
export function argument(value: unknown): string {
  return value instanceof Variable ? value.toString() : string("a value", value).replace(ARGUMENT_SIGNS, " ");
}

/** True or false and nothing else: from JavaScript it could be a text with a command in it. */
export function flag(what: string, value: unknown): boolean {
  if (typeof value !== "boolean") throw invalid(`${what} takes true or false`);
  return value;
}

/** A URL as an argument, with what would end it percent-encoded. */
export function urlArgument(url: string): string {
  return url.replace(URL_SIGNS, percentEncoded);
}

/** A URL that may hold `[variable]`, which the vendor replaces. */
export function urlWithVariables(given: unknown): string {
  const url = string("a URL", given);
  if (!/^https?:/i.test(url) || !URL.canParse(url)) throw invalid("query() takes an absolute http or https URL");
  return new URL(url).href
    .split(/(\[\w+\])/)
    .map((part, index) => (index % 2 === 1 ? part.toLowerCase() : urlArgument(part)))
    .join("");
}

function percentEncoded(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16)}`;
}

/** A variable's name as the vendor posts it: in lower case. */
export function variableName(given: unknown): string {
  const name = string("the name of a variable", given);
  if (!/^[a-z_]\w{0,99}$/i.test(name)) throw invalid("the name of a variable has letters, digits and _, and begins with a letter");
  return name.toLowerCase();
}

/** The name of a variable that the script sets. */
export function ownVariableName(name: unknown): string {
  const lower = variableName(name);
  if (POSTED_NAMES.includes(lower)) throw invalid(`\`${lower}\` is a name of the vendor's own; give the variable another one`);
  return lower;
}

/** The name of a label, a sound or the like, which the script's author chose. */
export function givenName(what: string, given: unknown): string {
  const name = string(`the name of ${what}`, given);
  if (!/^[\w.-](?:[\w. -]*[\w.-])?$/.test(name)) throw invalid(`the name of ${what} has letters, digits, spaces and - _ .`);
  return name;
}

/** Keys of a telephone. */
export function keys(what: string, given: unknown, most = Infinity): string {
  const pressed = string(what, given);
  if (!/^[\d*#]+$/.test(pressed) || pressed.length > most) throw invalid(`${what} has the digits 0-9, * and #`);
  return pressed;
}

/** Without an exponent, as the vendor's numbers are. */
export function seconds(value: number, { most = 3600, whole = false } = {}): number {
  if (!Number.isFinite(value) || value < 0 || value > most || (whole && !Number.isInteger(value))) {
    throw invalid(`seconds are a ${whole ? "whole number" : "number"} from 0 to ${most}`);
  }
  return Math.round(value * 1000) / 1000;
}

export function wholeNumber(what: string, value: number, { least = 0, most = Number.MAX_SAFE_INTEGER } = {}): number {
  if (!Number.isInteger(value) || value < least || value > most) throw invalid(`${what} is a whole number from ${least} to ${most}`);
  return value;
}

/** With the 1 of North America, as the vendor's own example has it. */
export function numberToTransferTo(number: unknown): string {
  const wire = wireNumber(string("a number", number));
  if (wire === undefined) throw invalid("this is no number to transfer to");
  return wire.length === 10 ? `1${wire}` : wire;
}

export function emailAddress(given: unknown): string {
  const address = string("an e-mail address", given);
  if (!/^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(address)) throw invalid("this is no e-mail address");
  return address;
}

/** What is passed on as it is must at least end the commands that it begins, or it would swallow what comes after it. */
export function rawText(given: unknown): string {
  const text = string("raw()", given);
  if (text.split("~").length % 2 === 0) throw invalid("raw(): a command begins and ends with ~, so their number is even");
  return text;
}

/** What is no text would be written by its `toString()`, past all checks. */
function string(what: string, value: unknown): string {
  if (typeof value !== "string") throw invalid(`${what} is a text`);
  return value;
}

function invalid(detail: string): PostbackError {
  return new PostbackError("CDYNE_OPTION_INVALID", `script: ${detail}.`);
}
