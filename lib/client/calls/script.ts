import { checkPostbackUrl } from "../postbacks/postback-url.js";
import * as syntax from "./script-syntax.js";

/**
 * What a call says and does, step by step: the vendor's `TextToSay`. It never changes: each method gives a new script.
 *
 * Texts are spoken and nothing else: `~`, `\` and `^`, of which the vendor makes commands, become spaces in them, and
 * `[name]` is not replaced. In an argument, `|`, `(`, `)`, `[` and `]` become spaces too; `variable("name")` puts the value of
 * a variable there. Names of variables come back in postbacks in lower case, values longer than 500 characters cut.
 *
 * Commands are DOCUMENTED by https://wiki.cdyne.com/index.php/Notify_TextToSay_Commands unless it says SEEN (in scripts
 * that others have published) or INFERRED. A wrong name or number throws `CDYNE_OPTION_INVALID`.
 */
export class Script {
  readonly #steps: readonly syntax.Step[];

  constructor(
    steps: readonly syntax.Step[] = [],
    /** The URL to which the vendor posts the states of the call, when the script has one. */
    readonly url?: string,
  ) {
    this.#steps = steps;
  }

  /** Speaks a text. */
  say(text: string): Script {
    return text === "" ? this : this.#with({ written: syntax.plainText(text), spoken: true });
  }

  /** Speaks the value of a variable. SEEN. */
  sayVariable(name: string): Script {
    return this.#command("VariableToTTS", syntax.variableName(name));
  }

  /** Plays a sound file that was uploaded or recorded. */
  play(soundId: string): Script {
    return this.raw(`~^${syntax.givenName("a sound", soundId)}~`);
  }

  /** Plays a beep. */
  beep(): Script {
    return this.#command("Beep");
  }

  /** Is silent for so many seconds, decimals allowed. SEEN. */
  pause(duration: number): Script {
    return this.#command("PlaySilence", syntax.seconds(duration));
  }

  /** Speaks with another voice from here on; `client.voices()` lists them. */
  voice(id: number): Script {
    return this.#command("ChangeVoiceID", syntax.wholeNumber("a voice", id));
  }

  /**
   * Takes digits into a variable, which comes back with the postbacks. Waits `seconds` for them, 5 by default; goes on after
   * `maxDigits`, or without it after `#`.
   */
  ask(name: string, { seconds: wait = 5, maxDigits }: { seconds?: number | undefined; maxDigits?: number | undefined } = {}): Script {
    const most = maxDigits === undefined ? [] : [syntax.wholeNumber("maxDigits", maxDigits, { least: 1 })];
    return this.#command("GetDigits", syntax.ownVariableName(name), syntax.seconds(wait, { whole: true }), ...most);
  }

  /** Waits so many whole seconds for one key. */
  waitForKey(duration: number): Script {
    return this.#command("WaitForDTMF", syntax.seconds(duration, { whole: true }));
  }

  /** Waits until the other side is silent, at most so many whole seconds, 10 at most. */
  waitForSilence(duration: number): Script {
    return this.#command("WaitForSilence", syntax.seconds(duration, { most: 10, whole: true }));
  }

  /** Goes on at a label when a key is pressed. */
  onKey(key: string, label: string): Script {
    return this.#command("AssignDTMF", syntax.keys("a key", key, 1), syntax.givenName("a label", label));
  }

  /** Forgets what {@link onKey} has set. */
  clearKeys(): Script {
    return this.#command("ClearDTMF");
  }

  /** Whether pressed keys do anything. */
  actOnKeys(act: boolean): Script {
    return this.#command("ActOnDigitPress", syntax.flag("actOnKeys()", act));
  }

  /** Whether an answering machine, a fax or a ring that is detected does anything. */
  actOnDetection(act: boolean): Script {
    return this.#command("ActOnFeature", syntax.flag("actOnDetection()", act));
  }

  /** Presses keys. */
  dial(pressed: string): Script {
    return this.#command("DialDTMF", syntax.keys("dial()", pressed));
  }

  /** Sets a variable. */
  set(name: string, value: string | syntax.Variable): Script {
    return this.#command("SetVar", syntax.ownVariableName(name), syntax.argument(value));
  }

  /** Adds to a variable. SEEN. */
  increase(name: string, by = 1): Script {
    return this.#command("IncreaseVariable", syntax.ownVariableName(name), syntax.wholeNumber("what is added", by));
  }

  /** Sets a variable to the length of another one. SEEN. */
  lengthOf(name: string, result: string): Script {
    return this.#command("GetVariableLength", syntax.variableName(name), syntax.ownVariableName(result));
  }

  /** Asks a server, and sets a variable to the text that it answers; `[name]` in the URL is replaced. Syntax SEEN. */
  query(url: string, result: string): Script {
    return this.#command("QueryExternalServer", syntax.urlWithVariables(url), syntax.ownVariableName(result));
  }

  /** A place to go to; there are some of the system's own: `Start`, `Amd`, `ring`. */
  label(name: string): Script {
    return this.#command("Label", syntax.givenName("a label", name));
  }

  /** Goes on at a label. */
  goto(label: string): Script {
    return this.#command("Goto", syntax.givenName("a label", label));
  }

  /** Goes on at a label when a variable has a value. SEEN. */
  gotoIf(name: string, value: string | syntax.Variable, label: string): Script {
    return this.#command("GotoIf", syntax.variableName(name), syntax.argument(value), syntax.givenName("a label", label));
  }

  /** Records what is said, and saves it under a name, which may be the value of a variable. */
  record(soundId: string | syntax.Variable): Script {
    return this.#command("RecordAndSaveAs", soundId instanceof syntax.Variable ? syntax.argument(soundId) : syntax.givenName("a sound", soundId));
  }

  /** Transfers the call to a number. */
  transfer(to: string): Script {
    return this.#command("TransferTo", syntax.numberToTransferTo(to));
  }

  /** Opens a conference, or joins one by the `ConfKey` that came with a postback. */
  conference(key?: string): Script {
    return key === undefined ? this.#command("Conference") : this.#command("SetVar", "ConfKey", syntax.givenName("a conference", key)).#command("Conference");
  }

  /** Ends the call. */
  end(): Script {
    return this.#command("EndCall");
  }

  /** Has the vendor send what happens in the call to an address; not for production. */
  debugEmail(address: string): Script {
    return this.#command("DebugEmail", syntax.emailAddress(address));
  }

  /** Has the vendor send errors to an address, postbacks that were not answered in time among them. */
  errorEmail(address: string): Script {
    return this.#command("ErrorEmail", syntax.emailAddress(address));
  }

  /** Has the vendor post the states of the call to a URL, in lower case. Its place is the start, wherever it is called. Argument INFERRED. */
  postbackUrl(url: string): Script {
    checkPostbackUrl(url, { lowerCase: true });
    return new Script(this.#steps, url);
  }

  /** Whatever the vendor knows and this builder does not, as it is: never with a text of somebody else's. */
  raw(written: string): Script {
    return this.#with({ written: syntax.rawText(written), spoken: false });
  }

  /** The script without its {@link url}. */
  body(): string {
    return syntax.joined(this.#steps);
  }

  /** The script as the vendor's `TextToSay`. */
  toString(): string {
    return (this.url === undefined ? "" : syntax.command("StatusChangePostURL", syntax.urlArgument(this.url))) + this.body();
  }

  #command(name: string, ...args: readonly (string | number | boolean)[]): Script {
    return this.#with({ written: syntax.command(name, ...args), spoken: false });
  }

  #with(step: syntax.Step): Script {
    return new Script([...this.#steps, step], this.url);
  }
}

/** An empty call script, to which steps are added: `script().say("Press 1 to confirm.").ask("answer", { maxDigits: 1 })`. */
export function script(): Script {
  return new Script();
}
