import { z } from "zod";
import { type EventName, type Filter, eventNames } from "../index.js";
import { type Rights } from "./options.js";

const STATES = ["waiting", "running", "delivered", "dead", "discarded"] as const;
/** In UTC, where it names no zone. */
const INSTANT = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/;
const instant = z.string().transform((typed, context) => {
  const [, day, time = "00:00", zone = "Z"] = INSTANT.exec(typed) ?? [];
  const read = new Date(`${day}T${time}${zone}`);
  // What no month has would be taken for a day of the next.
  const isDay = !Number.isNaN(read.getTime()) && new Date(`${day}T00:00Z`).toISOString().startsWith(day ?? "");
  if (!isDay) context.addIssue({ code: "custom", message: "expected a date such as 2026-01-31, or a time such as 2026-01-31T14:30, in UTC" });
  return read;
});

/** What an address can say of a filter. */
const shape = {
  type: z.enum(eventNames, "expected the name of an event"),
  state: z.enum(STATES, `expected ${STATES.join(", ")}`),
  account: z.string(),
  subject: z.string(),
  number: z.string(),
  with: z.string(),
  text: z.string(),
  since: instant,
  until: instant,
};
const schema = z.object(shape).partial();

/** What a filter's fields are called on a page. */
export const labels: Readonly<Record<keyof typeof shape, string>> = {
  type: "Event",
  state: "Handlers",
  account: "Account",
  subject: "Message or call",
  number: "Number",
  with: "and number",
  text: "Text",
  since: "Since",
  until: "Until",
};

export type FilterName = keyof typeof shape;
export const filterNames: readonly FilterName[] = Object.keys(shape).filter((name): name is FilterName => name in shape);
export const stateNames: readonly (typeof STATES)[number][] = STATES;
export const typeNames: readonly EventName[] = eventNames;

/** A filter as an address has it, by name; what is empty is not there. */
export function typedFilter(query: URLSearchParams): Partial<Record<FilterName, string>> {
  const typed = filterNames.map((name) => [name, query.get(name)?.trim() ?? ""]).filter(([, value]) => value !== "");
  return Object.fromEntries(typed) as Partial<Record<FilterName, string>>;
}

/** The filter of an address. Throws a `BadRequest` for what is none, and for what a visitor may not ask. */
export function filterOf(query: URLSearchParams, { reveal }: Pick<Rights, "reveal">): Filter {
  const { data, error } = schema.safeParse(typedFilter(query));
  if (error) throw new BadRequest(error.issues.map(({ path, message }) => `${labelOf(path[0])}: ${message}.`).join(" "));
  const { with: other, ...filter } = data;
  const telling = TELLING.find((name) => data[name] !== undefined);
  if (telling !== undefined && !reveal) throw new BadRequest(`${labels[telling]}: only who may see numbers and texts can search them.`);
  if (other === undefined) return filter;
  const { number, ...rest } = filter;
  if (number === undefined) throw new BadRequest("and number: expected a number of the other side in the field before.");
  return { ...rest, between: [number, other] };
}

function labelOf(name: PropertyKey | undefined): string {
  return filterNames.map((one) => (one === name ? labels[one] : "")).join("");
}

/** By which one search after another would tell what is masked. */
const TELLING = ["number", "with", "text"] as const;

/** What was asked for makes no sense; the message says why, to whoever asked. */
export class BadRequest extends Error {}
