import { isElements } from "./protocols/xml.js";

/** The parameters of a request, however they came. Names are read without regard to case, as the vendor does (INFERRED). */
export class Given {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  /** `undefined` when it is absent, null, or no plain value. */
  text(name: string): string | undefined {
    return plain(this.#value(name));
  }

  flag(name: string): boolean {
    return this.text(name)?.toLowerCase() === "true";
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    const number = Number(text);
    return text === undefined || text.trim() === "" || Number.isNaN(number) ? undefined : number;
  }

  texts(name: string): string[] {
    return itemsOf(this.#value(name)).flatMap((item) => plain(item) ?? []);
  }

  /** A member that has members. */
  part(name: string): Given {
    const value = this.#value(name);
    return new Given(isElements(value) ? value : {});
  }

  parts(name: string): Given[] {
    return itemsOf(this.#value(name)).flatMap((item) => (isElements(item) ? [new Given(item)] : []));
  }

  /** The only member: what is wrapped by a name that nobody knows. */
  only(): Given {
    const [name, ...others] = this.#values.keys();
    return name === undefined || others.length > 0 ? new Given({}) : new Given({ parts: this.#values.get(name) });
  }

  #value(name: string): unknown {
    return this.#values.get(name.toLowerCase());
  }
}

/** A list in JSON; in XML an element that has nothing but one or several of another name. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isElements(value)) return [];
  const [items, ...others] = Object.values(value);
  if (others.length > 0) return [];
  return Array.isArray(items) ? items : [items];
}

function plain(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
