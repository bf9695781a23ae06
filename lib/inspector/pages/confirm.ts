import { type Discretion, lengthOf, numberInWords } from "../../in-words.js";
import { actionNamed, actions } from "../actions.js";
import { BadRequest, type FilterName, filterNames, filterOf, labels, stateNames, typeNames, typedFilter } from "../filter.js";
import { html } from "../html.js";
import { eventName, facts, stateName } from "../parts.js";
import { type PageMaker, link } from "../view.js";

/** That many are counted. */
const COUNTED = 10_000;

/** Asks before something is done with all of a filter, and says of how many it would be. */
export const confirmPage: PageMaker = async (view) => {
  const action = actionNamed(view.query.get("action"));
  const typed = typedFilter(view.query);
  if (!action || Object.keys(typed).length === 0) throw new BadRequest("Say what to do, and with which: filter the list first.");
  if (view.visitor.readOnly) throw new BadRequest("This page is read only.");
  const { state, until = view.now, ...filter } = filterOf(view.query, view.visitor);
  // What comes after this was counted is not meant.
  const before = until < view.now ? until : view.now;
  const states = actions[action].states.filter((one) => state === undefined || one === state);
  const counts = await Promise.all(states.map(async (one) => view.postbacks.count({ ...filter, until: before, state: one, limit: COUNTED })));
  const count = counts.reduce((sum, one) => sum + one.count, 0);
  const more = counts.some((one) => one.more);
  const meant = { ...typed, until: before.toISOString() };
  return {
    title: `${actions[action].all}?`,
    main: html`<p class="count">${count}${more && " or more"} postback${count === 1 ? "" : "s"} that can be ${actions[action].done} ${count === 1 ? "has" : "have"} all of this:</p>
${facts(filterNames.map((name) => [labels[name], inWords(name, typed[name] ?? "", view)]))}
<p>${actions[action].means}</p>
<form method="post" action="${link(view, action)}">
${Object.entries(meant).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<p class="actions"><button class="primary"${count === 0 && !more && html` disabled`}>${actions[action].all}</button> <a class="button" href="${link(view, "", typed)}">Back</a></p>
</form>`,
  };
};

function inWords(name: FilterName, value: string, discretion: Discretion): string {
  if (value === "") return "";
  if (name === "type") return typeNames.filter((one) => one === value).map(eventName).join("");
  if (name === "state") return stateNames.filter((one) => one === value).map(stateName).join("");
  if (name === "text" && !discretion.show) return lengthOf(value);
  return name === "number" || name === "with" ? numberInWords(value, discretion) : value;
}
