import { isUtf8 } from "node:buffer";
import { appendFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { errorCode } from "./error-code.js";

const line = z.object({ key: z.string(), base64: z.string() });

/**
 * The bytes of bodies of which an inbox's text does not tell them: those that are not UTF-8. There are few, if any; they
 * lie in a file of their own beside the inbox's.
 */
export class ExactBytes {
  readonly #file: string;
  readonly #byKey: Map<string, Buffer>;

  /** What is there for the inbox in a file. Makes nothing. */
  static async beside(inbox: string): Promise<ExactBytes> {
    const file = `${inbox}.bytes`;
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return "";
      throw error;
    });
    return new ExactBytes(file, text.split("\n").flatMap(entry));
  }

  private constructor(file: string, entries: Iterable<readonly [string, Buffer]>) {
    this.#file = file;
    this.#byKey = new Map(entries);
  }

  /** The bytes of a body that is recorded under this key as this text. */
  of(key: string, raw: string): Buffer {
    return this.#byKey.get(key) ?? Buffer.from(raw);
  }

  /** Keeps the bytes of a body, if its text would not tell them. */
  keep(key: string, bytes: Buffer): void {
    if (isUtf8(bytes) || this.#byKey.has(key)) return;
    this.#byKey.set(key, bytes);
    appendFileSync(this.#file, `${JSON.stringify({ key, base64: bytes.toString("base64") })}\n`, { mode: 0o600 });
  }
}

/** A last line that was cut off by a crash is none. */
function entry(text: string): [string, Buffer][] {
  try {
    const { key, base64 } = line.parse(JSON.parse(text));
    return [[key, Buffer.from(base64, "base64")]];
  } catch {
    return [];
  }
}
