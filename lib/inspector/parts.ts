import { type DeliveryState, type EventName, type Postback, type RecordedPostback } from "../index.js";
import { type Discretion, parties, saying } from "../in-words.js";
import { type Content, type Html, html } from "./html.js";
import { link, linkTo } from "./view.js";

/** Events of a family have one colour. */
type Family = "text" | "report" | "call" | "bad";

/** The events in words. */
const EVENTS: Readonly<Record<EventName, { readonly name: string; readonly family: Family }>> = {
  smsSent: { name: "Text sent", family: "report" },
  smsRefused: { name: "Text refused", family: "bad" },
  smsReply: { name: "Reply", family: "text" },
  smsReceived: { name: "Text received", family: "text" },
  deliveryReceipt: { name: "Receipt", family: "report" },
  callPlaced: { name: "Call placed", family: "call" },
  callStatusChanged: { name: "Call goes on", family: "call" },
  callFinished: { name: "Call finished", family: "call" },
  callReceived: { name: "Call received", family: "call" },
  unknown: { name: "Unknown", family: "bad" },
};

export function eventName(type: EventName): string {
  return EVENTS[type].name;
}

export function familyOf(type: EventName): Family {
  return EVENTS[type].family;
}

/** An event's name with its colour. */
export function eventLabel(type: EventName): Html {
  return html`<span class="event ${EVENTS[type].family}">${EVENTS[type].name}</span>`;
}

/** How far the application's handlers are with a postback, in words that nobody takes for the delivery of a text. */
const STATES: Readonly<Record<DeliveryState, string>> = { waiting: "waiting", running: "running", delivered: "handled", dead: "given up", discarded: "discarded" };

export function stateName(state: DeliveryState): string {
  return STATES[state];
}

export function stateBadge(state: DeliveryState): Html {
  return html`<span class="state ${state}">${STATES[state]}</span>`;
}

/** So much of a text or a number is shown where there is one beside the other. */
const MOST = { text: 200, number: 24 };

function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}

/** An instant: in UTC, which the script turns into the reader's time. */
export function moment(instant: Date): Html {
  const iso = instant.toISOString();
  return html`<time datetime="${iso}" title="${iso.replace("T", " ").replace("Z", " UTC")}">${iso.slice(0, 19).replace("T", " ")} UTC</time>`;
}

/** Who writes or calls, and whom. */
export function partiesOf(postback: Postback, discretion: Discretion): Html {
  if (postback.type === "unknown") return html`<span class="quiet">–</span>`;
  const { from, to } = parties(postback, discretion);
  return html`<span class="number">${shortened(from, MOST.number)}</span> <span class="arrow" role="img" aria-label="to">→</span> <span class="number">${shortened(to, MOST.number)}</span>`;
}

/** Postbacks, one in a row. */
export function postbackTable(items: readonly RecordedPostback[], discretion: Discretion): Html {
  const row = ({ postback, state, attempts, repeats }: RecordedPostback): Html => html`<tr>
<td class="when">${moment(postback.receivedAt)}</td>
<td class="what"><a href="${linkTo(discretion, postback)}">${eventLabel(postback.type)}</a></td>
<td class="parties">${partiesOf(postback, discretion)}</td>
<td class="saying">${shortened(saying(postback, discretion), MOST.text)}</td>
<td class="state-of">${stateBadge(state)}${attempts > 1 && html` <span class="quiet">${attempts} attempts</span>`}${repeats > 0 && html` <span class="quiet">posted ${repeats + 1} times</span>`}</td>
<td class="account">${postback.account !== undefined && html`<a href="${link(discretion, "", { account: postback.account })}">${postback.account}</a>`}</td>
</tr>`;
  return html`<table class="list">
<thead><tr><th scope="col">Received</th><th scope="col">Event</th><th scope="col">From, to</th><th scope="col">What it says</th><th scope="col">Handlers</th><th scope="col">Account</th></tr></thead>
<tbody>${items.map(row)}</tbody>
</table>`;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** A length of time in its largest unit: `3 days`. @param ms In milliseconds. */
export function lengthOfTime(ms: number): string {
  const [unit, length] = UNITS.find(([, length]) => ms >= length) ?? UNITS[3];
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const count = Math.floor(ms / length);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** What stands between backticks is code. */
export function withCode(text: string): Content {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** A term and what it is, in a list of such. */
export function facts(all: readonly (readonly [string, Html | string | number | undefined])[]): Html {
  const rows = all.filter(([, what]) => what !== undefined && what !== "").map(([term, what]) => html`<div><dt>${term}</dt><dd>${what}</dd></div>`);
  return html`<dl class="facts">${rows}</dl>`;
}
