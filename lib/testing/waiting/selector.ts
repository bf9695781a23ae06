import { isDeepStrictEqual } from "node:util";
import { invalidOption } from "../../check-options.js";
import { didYouMean } from "../../did-you-mean.js";
import { type EventName, type ListOptions, type Postback, type PostbackEvents, PostbackError, classify, eventNames } from "../../index.js";

/** Some fields of a postback of this kind, or all of them. */
export type FieldsOf<Name extends EventName> = { readonly type: Name } & Partial<PostbackEvents[Name]>;

/** Some fields of a postback of any kind. */
export type SomeFields = Postback extends infer Event ? (Event extends Postback ? Partial<Event> : never) : never;

export type Selector = EventName | SomeFields | ((postback: Postback) => boolean);

/** Which postback is looked for. */
export interface Wanted {
  /** How it is called. */
  readonly what: string;
  /** What narrows the search. */
  readonly filter: ListOptions;
  readonly matches: (postback: Postback) => boolean;
  /** Whether no other than those that are recorded can be meant. */
  readonly isOne: boolean;
}

/** Reads a selector: an event's name, a postback, some of its fields, or a function that tells. */
export function wantedBy(selector: unknown): Wanted {
  if (typeof selector === "string") return byName(selector);
  if (isPredicate(selector)) return { what: "a postback that the function picks", filter: {}, matches: (postback) => Boolean(selector(postback)), isOne: false };
  if (isPostback(selector)) return byKey(selector);
  if (typeof selector === "object" && selector !== null && !Array.isArray(selector)) return byFields(selector);
  throw invalidOption("waitFor()", 'It takes the name of an event, a postback, some fields of one (`{ key: "…" }`), or a function.');
}

function byName(name: string): Wanted {
  const type = eventNames.find((one) => one === name);
  if (!type) throw new PostbackError("CDYNE_EVENT_UNKNOWN", `${didYouMean(name, eventNames)} A key is given as { key }.`);
  return { what: type, filter: { type }, matches: (postback) => postback.type === type, isOne: false };
}

/** The account is a part of the key. A postback that came in with none is looked for in all of them. */
function byKey({ type, key, subject, account, raw }: Postback): Wanted {
  const keys = new Map<string | undefined, string>([[account, key]]);
  const keyIn = (other: string | undefined): string => {
    const known = keys.get(other) ?? classify(raw, { account: other }).key;
    keys.set(other, known);
    return known;
  };
  return {
    what: `the ${type} ${key}`,
    filter: { type, subject },
    matches: (postback) => postback.key === (account === undefined ? keyIn(postback.account) : key),
    isOne: true,
  };
}

function byFields(fields: object): Wanted {
  const { key, type, subject, account }: SomeFields = fields;
  return {
    what: `a postback with ${Object.keys(fields).map((name) => (name === "type" || name === "key" ? `${name} ${String(Reflect.get(fields, name))}` : name)).join(", ")}`,
    filter: { keys: key === undefined ? undefined : [key], type, subject, account },
    matches: (postback) => Object.entries(fields).every(([name, value]) => isDeepStrictEqual(Reflect.get(postback, name), value)),
    isOne: key !== undefined,
  };
}

function isPredicate(selector: unknown): selector is (postback: Postback) => unknown {
  return typeof selector === "function";
}

function isPostback(selector: unknown): selector is Postback {
  return typeof selector === "object" && selector !== null && ["type", "key", "raw", "fields", "receivedAt"].every((name) => name in selector);
}
