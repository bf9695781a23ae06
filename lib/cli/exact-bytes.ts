import { isUtf8 } from "node:buffer";
import { appendFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { classify } from "../index.js";
import { errorCode } from "./error-code.js";

const line = z.object({ base64: z.base64() });

/**
 * The bytes of bodies of which an inbox's text does not tell them: those that are not UTF-8. There are few, if any; they
 * lie in a file of their own beside the inbox's. They are found by the text that they are, so that none stands for another.
 */
export class ExactBytes {
  readonly #file: string;
  readonly #kept: Map<string, Buffer>;
  /** Of what has come and is not recorded yet. */
  readonly #heard = new Map<string, Buffer>();
  /** Whether the file's last line has no end. */
  #torn: boolean;

  /** What is there for the inbox in a file. Makes nothing. */
  static async beside(inbox: string): Promise<ExactBytes> {
    const file = `${inbox}.bytes`;
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return "";
      throw error;
    });
    return new ExactBytes(file, text);
  }

  private constructor(file: string, text: string) {
    this.#file = file;
    this.#kept = new Map(text.split("\n").flatMap(entry));
    this.#torn = text !== "" && !text.endsWith("\n");
  }

  /** The bytes of a body that is recorded as this text. */
  of(raw: string): Buffer {
    return this.#kept.get(raw) ?? this.#heard.get(raw) ?? Buffer.from(raw);
  }

  /** Takes note of a body that may be recorded. Gives what forgets it where it was not. */
  hear(bytes: Buffer): () => void {
    const { raw } = classify(bytes);
    if (!this.#heard.has(raw)) this.#heard.set(raw, bytes);
    return () => {
      if (this.#heard.get(raw) === bytes) this.#heard.delete(raw);
    };
  }

  /** Keeps the bytes of a body that was recorded as new, if its text would not tell them. A repeat is not what was recorded. */
  settle(raw: string, isNew: boolean): void {
    const bytes = this.#heard.get(raw);
    this.#heard.delete(raw);
    if (!isNew || !bytes || isUtf8(bytes) || this.#kept.has(raw)) return;
    this.#kept.set(raw, bytes);
    const start = this.#torn ? "\n" : "";
    this.#torn = true;
    appendFileSync(this.#file, `${start}${JSON.stringify({ base64: bytes.toString("base64") })}\n`, { mode: 0o600 });
    this.#torn = false;
  }
}

/** A line that was cut off by a crash is none. */
function entry(text: string): [string, Buffer][] {
  try {
    const bytes = Buffer.from(line.parse(JSON.parse(text)).base64, "base64");
    return [[classify(bytes).raw, bytes]];
  } catch {
    return [];
  }
}
