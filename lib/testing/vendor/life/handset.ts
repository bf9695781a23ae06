import { type VendorNumber } from "../options.js";

/** What somebody does who takes a call. */
export interface CallConduct {
  /** The digits that are pressed; `#` ends the digits of one question: `"2#5#"`. None by default. */
  press?: string | undefined;
  /** `"HUMAN"` by default. */
  answeredBy?: "HUMAN" | "MACHINE" | "FAX" | "UNKNOWN" | undefined;
  /** How long the call takes; 37 by default. */
  seconds?: number | undefined;
}

/** An answer to a message, several of them, or none. */
export type Answered = string | readonly string[] | undefined;

/** Somebody's telephone, which does as it is told. Everything that tells it gives it back, so that more can follow. */
export interface Handset {
  /** In E.164. */
  readonly number: string;
  /**
   * The answers to the messages that arrive: the first text answers the first message, the second the next, and then it
   * is silent. A function answers every message, with one text, several, or none.
   */
  replies(...replies: readonly (string | ((text: string) => Answered))[]): Handset;
  /** Answers the next message with STOP: from then on the vendor refuses messages to this number. */
  stops(): Handset;
  /** Sends RESUME, to `to` or the number that it heard from last: messages go through again. */
  resumes(to?: string): Handset;
  /** Messages to it are not accepted, `tries` times (3 by default), and cancelled then. */
  isLandline(options?: { tries?: number | undefined }): Handset;
  /** Switched off: messages are sent and arrive nowhere, calls are not taken. */
  isUnreachable(): Handset;
  /** The codes of the receipts of messages to it, in order: `"003"` and `"000"` by default. None without codes. */
  receipt(...codes: readonly string[]): Handset;
  /** Takes calls. So does a handset that was told nothing, for 37 seconds and without pressing anything. */
  answersCalls(conduct?: CallConduct): Handset;
  /** Is busy, for so many calls; for all by default. */
  busy(times?: number): Handset;
  /** Rings and nobody comes, for so many calls; for all by default. */
  noAnswer(times?: number): Handset;
  /**
   * Sends a text to a number of ours now. It counts as the answer to the last message from there, if that is recent.
   * @param media Ids of media: then it is an MMS.
   */
  texts(to: string, text: string, media?: readonly number[]): Handset;
  /** Calls a number of ours now. */
  calls(to: string, conduct?: CallConduct): Handset;
}

export type CallOutcome = { readonly is: "busy" | "unanswered" } | ({ readonly is: "answered" } & Required<Pick<CallConduct, "press" | "answeredBy" | "seconds">>);

/** What a handset can have the vendor do. */
export interface HandsetActs {
  ours(to: string | undefined, theirs: string): VendorNumber;
  text(from: string, to: VendorNumber, text: string, media: readonly number[]): void;
  call(from: string, to: VendorNumber, conduct: CallConduct): void;
}

const ALWAYS = Infinity;

/** A {@link Handset} with what the vendor asks it. */
export class ScriptedHandset implements Handset {
  readonly number: string;
  readonly #acts: HandsetActs;
  readonly #replies: string[] = [];
  #reply: ((text: string) => Answered) | undefined;
  #tries: number | undefined;
  #reachable = true;
  #receipts: readonly string[] = ["003", "000"];
  #conduct: CallConduct | undefined = {};
  readonly #missed: { is: "busy" | "unanswered"; times: number }[] = [];

  constructor(number: string, acts: HandsetActs) {
    this.number = number;
    this.#acts = acts;
  }

  replies(...replies: readonly (string | ((text: string) => Answered))[]): this {
    for (const reply of replies) {
      if (typeof reply === "string") this.#replies.push(reply);
      else this.#reply = reply;
    }
    return this;
  }

  stops(): this {
    return this.replies("STOP");
  }

  resumes(to?: string): this {
    this.#acts.text(this.number, this.#acts.ours(to, this.number), "RESUME", []);
    return this;
  }

  isLandline({ tries = 3 }: { tries?: number | undefined } = {}): this {
    this.#tries = tries;
    return this;
  }

  isUnreachable(): this {
    this.#reachable = false;
    this.#receipts = ["005"];
    return this.noAnswer();
  }

  receipt(...codes: readonly string[]): this {
    this.#receipts = codes;
    return this;
  }

  answersCalls(conduct: CallConduct = {}): this {
    this.#conduct = conduct;
    return this;
  }

  busy(times = ALWAYS): this {
    this.#missed.push({ is: "busy", times });
    return this;
  }

  noAnswer(times = ALWAYS): this {
    this.#missed.push({ is: "unanswered", times });
    return this;
  }

  texts(to: string, text: string, media: readonly number[] = []): this {
    this.#acts.text(this.number, this.#acts.ours(to, this.number), text, media);
    return this;
  }

  calls(to: string, conduct: CallConduct = {}): this {
    this.#acts.call(this.number, this.#acts.ours(to, this.number), conduct);
    return this;
  }

  /** After how many tries a message is given up; `undefined` where messages are accepted. */
  get refusesAfter(): number | undefined {
    return this.#tries;
  }

  get receipts(): readonly string[] {
    return this.#receipts;
  }

  /** What it answers to a message that has arrived. */
  answersTo(text: string): readonly string[] {
    if (!this.#reachable) return [];
    const said = this.#replies.shift() ?? this.#reply?.(text);
    if (said === undefined) return [];
    return typeof said === "string" ? [said] : said;
  }

  /** What it does with the next call. */
  nextCall(): CallOutcome {
    const missed = this.#missed.find(({ times }) => times > 0);
    if (missed) {
      missed.times -= 1;
      return { is: missed.is };
    }
    return { is: "answered", ...conducted(this.#conduct) };
  }
}

/** A conduct with what is not given. */
export function conducted({ press, answeredBy, seconds }: CallConduct = {}): Required<{ press: string; answeredBy: NonNullable<CallConduct["answeredBy"]>; seconds: number }> {
  return { press: press ?? "", answeredBy: answeredBy ?? "HUMAN", seconds: seconds ?? 37 };
}
