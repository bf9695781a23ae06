import { z } from "zod";
import { type EventName, type Filter, eventNames } from "../index.js";
import { type Rights } from "./options.js";

const STATES = ["waiting", "running", "delivered", "dead", "discarded"] as const;
const instant = z.string().transform((typed, context) => {
  const time = new Date(/Z|[+-]\d\d:?\d\d$/.test(typed) || !typed.includes("T") ? typed : `${typed}Z`);
  if (Number.isNaN(time.getTime())) context.addIssue({ code: "custom", message: "expected a date, or a date and time, in UTC" });
  return time;
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
  if (error) throw new BadRequest(error.issues.map(({ path, message }) => `${path.join(".")}: ${message}.`).join(" "));
  const { with: other, ...filter } = data;
  // One search after another would tell what is masked.
  if (filter.text !== undefined && !reveal) throw new BadRequest("text: only who may see texts can search them.");
  if (other === undefined) return filter;
  const { number, ...rest } = filter;
  if (number === undefined) throw new BadRequest("with: expected a number of the other side beside it.");
  return { ...rest, between: [number, other] };
}

/** What was asked for makes no sense; the message says why, to whoever asked. */
export class BadRequest extends Error {}
