import { type DeliveryState, type Filter, type Postbacks } from "../index.js";
import { type Html, html } from "./html.js";

interface Action {
  /** On the button for one postback, and for all of a filter. */
  readonly one: string;
  readonly all: string;
  /** What has become of them, in a word that names it in an address, too. */
  readonly done: string;
  /** In which states it finds something to do. */
  readonly states: readonly DeliveryState[];
  /** What it means, before it is done. */
  readonly means: string;
  /** Does it; returns of how many. */
  readonly act: (postbacks: Postbacks, which: readonly string[] | Filter, by: string | undefined) => Promise<number>;
}

/** What can be done with postbacks. */
export const actions = {
  redeliver: {
    one: "Deliver again",
    all: "Deliver all again",
    done: "redelivered",
    states: ["delivered", "dead", "discarded"],
    means: "All handlers get them once more, also those that were done with them. Those that wait or run are left alone.",
    act: async (postbacks, which, by) => postbacks.redeliver(which, { by }),
  },
  discard: {
    one: "Discard",
    all: "Discard all",
    done: "discarded",
    states: ["waiting", "dead"],
    means: "Those that wait, and dead letters, are not tried any more. They stay recorded, and can be delivered again.",
    act: async (postbacks, which, by) => postbacks.discard(which, { by }),
  },
} as const satisfies Record<string, Action>;

export type ActionName = keyof typeof actions;
export const actionNames: readonly ActionName[] = ["redeliver", "discard"];

export function actionNamed(name: string | null): ActionName | undefined {
  return actionNames.find((one) => one === name);
}

/** What was just done, as the address says. */
export function noticeOf(query: URLSearchParams): Html | undefined {
  const counts = actionNames.map((name) => [actions[name].done, query.get(actions[name].done) ?? ""] as const);
  const [done, count] = counts.find(([, count]) => /^\d+$/.test(count)) ?? [];
  if (count === undefined) return undefined;
  const said = Number(count) === 0 ? `Nothing was ${done}: it is on its way, or somebody was faster.` : `${count} ${done}.`;
  return html`<p class="notice" role="status">${said}</p>`;
}
