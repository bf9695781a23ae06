import { numberInBody } from "../../wire/numbers.js";
import { type DeliveryState } from "../inbox.js";
import { type Condition, type Meant, ifGiven, keyIn, receivedSince, receivedUntil, subjectIs } from "./filter.js";
import { numberColumn } from "./rows.js";

/** Where all that a filter finds can be looked for, beside others. Each part is found by an index. */
export interface Source {
  readonly parts: readonly Part[];
  /** Whether each index has its part in the order of recording; else all of it has to be sorted first. */
  readonly inOrder: boolean;
}

export interface Part {
  readonly table: "content" | "delivery";
  readonly condition: Condition;
}

/** All that is recorded, in the order of recording. */
export const EVERYTHING: Source = { parts: [content(() => "true")], inOrder: true };

/** The keys that are asked for: there are never many. */
export function sourceOfKeys({ keys }: Meant): Source | undefined {
  return keys && { parts: [content(keyIn(keys))], inOrder: false };
}

/** Each by itself has all that the filter finds. */
export function sourcesOf({ type, state, states, subject, number, between, since, until }: Meant): readonly Source[] {
  const numbers = [...(number === undefined ? [] : [number]), ...(between ?? [])];
  const given = state === undefined ? states : [state];
  const received = [ifGiven(since, receivedSince), ifGiven(until, receivedUntil)].filter((one) => one !== undefined);
  return [
    ...(subject === undefined ? [] : [{ parts: [content(subjectIs(subject))], inOrder: true }]),
    ...numbers.map((one) => ({ parts: partsOf(one), inOrder: false })),
    ...(type === "unknown" ? [{ parts: [UNKNOWN], inOrder: true }] : []),
    ...(given && !given.includes("delivered") ? [ofStates(given)] : []),
    ...(received.length > 0 ? [{ parts: [content((all) => received.map((one) => one(all)).join(" and "))], inOrder: false }] : []),
  ];
}

function content(condition: Condition): Part {
  return { table: "content", condition };
}

const UNKNOWN = content(() => "type = 'unknown'");

function partsOf(number: string): Part[] {
  const sides = ["from_number", "to_number"].map((column) => content((all) => `${column} = ${all.add(numberColumn(number))}`));
  return numberInBody(number) === undefined ? sides : [...sides, UNKNOWN];
}

/** Whether an index has those of a state in the order of recording. */
const IN_ORDER: Readonly<Partial<Record<DeliveryState, boolean>>> = { dead: true, discarded: true };

function ofStates(states: readonly DeliveryState[]): Source {
  return {
    parts: states.map((state) => ({ table: "delivery", condition: (all) => `state = ${all.add(state)}` })),
    inOrder: states.length === 1 && states.every((state) => IN_ORDER[state] ?? false),
  };
}
