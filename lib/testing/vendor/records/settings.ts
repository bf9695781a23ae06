import { type PostbackKind } from "./codes.js";
import { type Precedence } from "../options.js";

/** A URL that is assigned to a licence key or a number for postbacks of one kind. */
export interface Setting {
  readonly licenseKey: string;
  /** `undefined`: of the key. */
  readonly number: string | undefined;
  readonly kind: PostbackKind;
  url: string;
  enabled: boolean;
}

export type Target = Pick<Setting, "licenseKey" | "number">;

/** What may have a URL for a postback. */
export interface Subject extends Target {
  /** The URL that the message itself was sent with. */
  readonly ownUrl: string | undefined;
}

/** From the first that gets a postback to the last. */
const ORDER = {
  "message-first": ["message", "number", "key"],
  "number-first": ["number", "message", "key"],
  "key-first": ["key", "number", "message"],
} as const satisfies Record<Precedence, readonly string[]>;

/** Which URLs are assigned, and which of them gets a postback. */
export class Settings {
  readonly #precedence: Precedence;
  readonly #settings: Setting[] = [];

  constructor(precedence: Precedence) {
    this.#precedence = precedence;
  }

  setUrl(target: Target, kind: PostbackKind, url: string, enabled: boolean): void {
    const setting = this.find(target, kind);
    if (!setting) this.#settings.push({ ...target, kind, url, enabled });
    else {
      setting.url = url;
      setting.enabled ||= enabled;
    }
  }

  find({ licenseKey, number }: Target, kind: PostbackKind): Setting | undefined {
    return this.#settings.find((one) => one.licenseKey === licenseKey && one.number === number && one.kind === kind);
  }

  /** Those of a number; those of a key with those of its numbers. */
  list({ licenseKey, number }: Target): readonly Setting[] {
    return this.#settings.filter((one) => one.licenseKey === licenseKey && (number === undefined || one.number === number));
  }

  /** Where a postback goes, if anywhere. */
  urlFor(kind: PostbackKind, { licenseKey, number, ownUrl }: Subject): string | undefined {
    const urls = {
      message: ownUrl,
      number: number === undefined ? undefined : this.#assigned({ licenseKey, number }, kind),
      key: this.#assigned({ licenseKey, number: undefined }, kind),
    };
    return ORDER[this.#precedence].map((one) => urls[one]).find((url) => url !== undefined);
  }

  /** The URL for this kind alone comes before the one for all. */
  #assigned(target: Target, kind: PostbackKind): string | undefined {
    return [this.find(target, kind), this.find(target, "All")].find((setting) => setting?.enabled)?.url;
  }
}
