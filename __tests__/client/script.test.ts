import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Script, script, variable } from "../../lib/client/index.js";

const URL_OF_OURS = "https://postbacks.ourhost.net/cdyne/0123456789abcdef";

/** A script taken apart as the vendor's scripts are: texts, sounds and commands with their arguments. */
function parsed(written: string): (string | readonly string[])[] {
  const texts = written.split(/~(?:\^|\\)[^~]+~/);
  const between = written.match(/~(?:\^|\\)[^~]+~/g) ?? [];
  return texts.flatMap((text, at) => [...(text === "" ? [] : [text]), ...between.slice(at, at + 1).map(commandOf)]);
}

function commandOf(written: string): readonly string[] {
  const [, name = written, args = ""] = /^~\\(\w+)\((.*)\)~$/.exec(written) ?? [];
  return [name, ...(args ? args.split("|") : [])];
}

describe("a script", () => {
  test("says, asks and decides in the vendor's words", () => {
    const reminder = script()
      .say("Press 1 to confirm.")
      .pause(0.5)
      .ask("Answer", { seconds: 7, maxDigits: 1 })
      .gotoIf("answer", "1", "Confirmed")
      .say("Goodbye.")
      .end()
      .label("Confirmed")
      .sayVariable("answer")
      .transfer("+1 (757) 555-1000")
      .toString();
    expect(reminder).toBe(
      "Press 1 to confirm.~\\PlaySilence(0.5)~~\\GetDigits(answer|7|1)~~\\GotoIf(answer|1|Confirmed)~Goodbye.~\\EndCall()~" +
        "~\\Label(Confirmed)~~\\VariableToTTS(answer)~~\\TransferTo(17575551000)~",
    );
  });

  test.each<[string, Script, string]>([
    ["beep", script().beep(), "~\\Beep()~"],
    ["play", script().play("MySoundID"), "~^MySoundID~"],
    ["voice", script().voice(38), "~\\ChangeVoiceID(38)~"],
    ["ask with the defaults", script().ask("pin"), "~\\GetDigits(pin|5)~"],
    ["waitForKey", script().waitForKey(5), "~\\WaitForDTMF(5)~"],
    ["waitForSilence", script().waitForSilence(2), "~\\WaitForSilence(2)~"],
    ["onKey", script().onKey("1", "TestLbl"), "~\\AssignDTMF(1|TestLbl)~"],
    ["clearKeys", script().clearKeys(), "~\\ClearDTMF()~"],
    ["actOnKeys", script().actOnKeys(false), "~\\ActOnDigitPress(false)~"],
    ["actOnDetection", script().actOnDetection(false), "~\\ActOnFeature(false)~"],
    ["dial", script().dial("12#"), "~\\DialDTMF(12#)~"],
    ["set", script().set("x", "1"), "~\\SetVar(x|1)~"],
    ["set to a variable", script().set("x", variable("Answer")), "~\\SetVar(x|[answer])~"],
    ["increase", script().increase("tries"), "~\\IncreaseVariable(tries|1)~"],
    ["lengthOf", script().lengthOf("pin", "length"), "~\\GetVariableLength(pin|length)~"],
    ["query", script().query("https://ourhost.net/q?d=[Answer]&e=(1)", "told"), "~\\QueryExternalServer(https://ourhost.net/q?d=[answer]&e=%281%29|told)~"],
    ["goto", script().goto("Start"), "~\\Goto(Start)~"],
    ["record", script().record("MySoundID"), "~\\RecordAndSaveAs(MySoundID)~"],
    ["record by a variable", script().record(variable("queueid")), "~\\RecordAndSaveAs([queueid])~"],
    ["transfer abroad", script().transfer("+44 20 7946 0958"), "~\\TransferTo(011442079460958)~"],
    ["conference", script().conference(), "~\\Conference()~"],
    ["conference by its key", script().conference("9a35e913-ded0"), "~\\SetVar(ConfKey|9a35e913-ded0)~~\\Conference()~"],
    ["debugEmail", script().debugEmail("a.b@ourhost.net"), "~\\DebugEmail(a.b@ourhost.net)~"],
    ["errorEmail", script().errorEmail("a.b@ourhost.net"), "~\\ErrorEmail(a.b@ourhost.net)~"],
    ["raw", script().raw("~\\QuickStart(1)~"), "~\\QuickStart(1)~"],
  ])("%s", (_, built, written) => {
    expect(built.toString()).toBe(written);
  });

  test("never changes", () => {
    const start = script().say("Hello");
    start.beep();
    start.postbackUrl(URL_OF_OURS);
    expect(start.toString()).toBe("Hello");
  });

  test("has its PostbackURL at the very start, wherever it was set, and once", () => {
    const built = script().say("Hello").postbackUrl("https://ourhost.net/old").beep().postbackUrl(URL_OF_OURS).toString();
    expect(built).toBe(`~\\StatusChangePostURL(${URL_OF_OURS})~Hello~\\Beep()~`);
  });

  test("percent-encodes in its PostbackURL what would end the command", () => {
    const built = script().postbackUrl("https://ourhost.net/a(b)~c?d=[e]").toString();
    expect(built).toBe("~\\StatusChangePostURL(https://ourhost.net/a%28b%29%7ec?d=%5be%5d)~");
  });

  test.each<unknown>([["https://ourhost.net/a"], undefined, "https://ourhost.net/ABC", "https://example.com/cdyne", " https://ourhost.net/a", "ourhost.net/a"])("refuses the PostbackURL %j", (url) => {
    expect(() => script().postbackUrl(url as never)).toThrow(expect.objectContaining({ code: "CDYNE_POSTBACK_URL_INVALID" }));
  });

  test.each<[string, () => Script]>([
    ["a variable with a bar", () => script().set("a|b", "1")],
    ["a variable that ends the command", () => script().ask("a)~")],
    ["a variable with a name of the vendor's", () => script().set("QueueID", "1")],
    ["a label with a bracket", () => script().label("Top)")],
    ["a sound that ends the command", () => script().play("a~b")],
    ["two keys where one is meant", () => script().onKey("12", "Top")],
    ["keys that no telephone has", () => script().dial("1|2")],
    ["a negative pause", () => script().pause(-1)],
    ["no number of seconds", () => script().pause(NaN)],
    ["half a second where whole ones are meant", () => script().waitForKey(0.5)],
    ["more silence than the vendor waits for", () => script().waitForSilence(11)],
    ["no digit at all", () => script().ask("a", { maxDigits: 0 })],
    ["no number to transfer to", () => script().transfer("1)~")],
    ["no URL to ask", () => script().query("ourhost.net", "told")],
    ["no e-mail address", () => script().debugEmail("a|b@c.de")],
    ["anything but true or false for keys", () => script().actOnKeys(")~~\\EndCall()~" as never)],
    ["anything but true or false for what is detected", () => script().actOnDetection({ toString: () => ")~" } as never)],
    ["a number as a value", () => script().set("a", 5 as never)],
    ["a number to compare with", () => script().gotoIf("a", 1 as never, "X")],
    ["no text to say", () => script().say(undefined as never)],
    ["no text to write", () => script().raw(undefined as never)],
    ["no name of a variable", () => script().ask(undefined as never)],
    ["no name of a label", () => script().goto(undefined as never)],
    ["no name of a sound", () => script().record(7 as never)],
    ["what turns into keys", () => script().dial(["1"] as never)],
    ["what turns into a URL", () => script().query(new URL(URL_OF_OURS) as never, "told")],
    ["what turns into an address", () => script().errorEmail(["a@b.de"] as never)],
    ["no number to transfer to at all", () => script().transfer(undefined as never)],
    ["seconds as a text", () => script().pause("5" as never)],
    ["a raw text that leaves a command open", () => script().raw("~\\Beep()")],
  ])("refuses %s", (_, build) => {
    expect(build).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
  });

  test("reads variables that the vendor sets", () => {
    expect(script().gotoIf("MachineDetection", "HUMAN", "Top").toString()).toBe("~\\GotoIf(machinedetection|HUMAN|Top)~");
  });
});

describe("whatever a text holds", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("~", "\\", "^", "|", "(", ")", "[", "]", "~\\EndCall()~", "~^sound~", "a", " ", "\n", "\u2028", "1", "é") }),
  );
  const spoken = (said: string): string => said.replace(/[~\\^]/g, " ");
  const passed = (value: string): string => value.replace(/[~\\^|()[\]\p{Cc}\u2028\u2029]/gu, " ");

  type Step = { build: (before: Script) => Script; text: string } | { build: (before: Script) => Script; command: readonly string[] };
  const step: fc.Arbitrary<Step> = fc.oneof(
    text.map((said) => ({ build: (before: Script) => before.say(said), text: spoken(said) })),
    text.map((value) => ({ build: (before: Script) => before.set("x", value), command: ["SetVar", "x", passed(value)] })),
    text.map((value) => ({ build: (before: Script) => before.gotoIf("x", value, "Top"), command: ["GotoIf", "x", passed(value), "Top"] })),
    fc.constant({ build: (before: Script) => before.beep(), command: ["Beep"] }),
    fc.constant({ build: (before: Script) => before.play("sound"), command: ["~^sound~"] }),
    fc.webUrl({ withQueryParameters: true }).map((url) => ({
      build: (before: Script) => before.query(url, "told"),
      command: ["QueryExternalServer", new URL(url).href.replace(/[()~|[\]]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`), "told"],
    })),
  );

  test("the vendor reads the commands that were asked for, and no others", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const written = steps.reduce((before, { build }) => build(before), script()).toString();
        expect(parsed(written)).toEqual(expectedOf(steps));
      }),
      { numRuns: 1000 },
    );
  });

  /** Texts that follow each other are one, with a space between them. */
  function expectedOf(steps: readonly Step[]): (string | readonly string[])[] {
    const expected: (string | readonly string[])[] = [];
    for (const one of steps) {
      const last = expected.at(-1);
      if ("command" in one) expected.push(one.command);
      else if (one.text !== "") {
        if (typeof last === "string") expected[expected.length - 1] = `${last} ${one.text}`;
        else expected.push(one.text);
      }
    }
    return expected;
  }
});
