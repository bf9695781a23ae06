import { isAscii, isUtf8 } from "node:buffer";
import { appendFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { classify } from "../index.js";
import { errorCode } from "./error-code.js";
import { Refusal } from "./refusal.js";

const line = z.object({ base64: z.base64() });

/**
 * The bytes of bodies of which an inbox's text does not tell them: those that are not UTF-8. There are few, if any; they
 * lie in a file of their own beside the inbox's. They are found by the text that they are, so that none stands for another.
 */
export class ExactBytes {
  readonly #file: string;
  readonly #kept: Map<string, Buffer>;
  /** Texts that were recorded from other bytes than a repeat may bring, as far as this process knows. */
  readonly #decided = new Set<string>();
  /** By text, what has come and is not answered yet. */
  readonly #heard = new Map<string, Heard>();
  /** Whether the file's last line has no end. */
  #torn: boolean;

  /** What is there for the inbox in a file. Makes nothing. */
  static async beside(inbox: string): Promise<ExactBytes> {
    const file = `${inbox}.bytes`;
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return "";
      throw new Refusal(`${file} cannot be read: ${errorCode(error) ?? String(error)}. Remove what is there, or name another inbox.`);
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
    const heard = this.#decided.has(raw) ? undefined : this.#heard.get(raw);
    return this.#kept.get(raw) ?? (heard?.differ ? undefined : heard?.bytes) ?? Buffer.from(raw);
  }

  /** Takes note of a body that may be recorded. Gives what forgets it once its request is over. */
  hear(bytes: Buffer): () => void {
    const { raw } = classify(bytes);
    const heard = this.#heard.get(raw) ?? { bytes, differ: false, requests: 0 };
    heard.requests += 1;
    // Which of them was recorded nobody tells.
    heard.differ ||= !bytes.equals(heard.bytes);
    this.#heard.set(raw, heard);
    return () => {
      heard.requests -= 1;
      if (heard.requests === 0) this.#heard.delete(raw);
    };
  }

  /**
   * Keeps the bytes of a body that was recorded, if its text would not tell them: those of a repeat, too, where the ones
   * of the first were lost in a crash.
   *
   * @param isRecorded Asked of a repeat: whether what is recorded has this text.
   */
  async settle(raw: string, isNew: boolean, isRecorded: () => Promise<boolean>): Promise<void> {
    const heard = this.#heard.get(raw);
    if (!heard || this.#kept.has(raw) || this.#decided.has(raw)) return;
    if (heard.differ || isUtf8(heard.bytes)) {
      if (isNew && !isAscii(heard.bytes)) this.#decided.add(raw);
      return;
    }
    if (isNew || (await isRecorded())) this.#keep(raw, heard.bytes);
  }

  #keep(raw: string, bytes: Buffer): void {
    this.#kept.set(raw, bytes);
    const start = this.#torn ? "\n" : "";
    this.#torn = true;
    appendFileSync(this.#file, `${start}${JSON.stringify({ base64: bytes.toString("base64") })}\n`, { mode: 0o600 });
    this.#torn = false;
  }
}

/** What requests that are under way have brought, of one text. */
interface Heard {
  readonly bytes: Buffer;
  /** Whether some have brought other bytes that are the same text. */
  differ: boolean;
  requests: number;
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
