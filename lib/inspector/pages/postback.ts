import { type Postback, type RecordedPostback } from "../../index.js";
import { isListedReason, saying } from "../../in-words.js";
import { actionNames, actions, noticeOf } from "../actions.js";
import { asCurl, asTest } from "../as-code.js";
import { type Html, html } from "../html.js";
import { meanings } from "../meanings.js";
import { eventLabel, facts, moment, partiesOf, stateBadge, withCode } from "../parts.js";
import { type PageMaker, type View, link } from "../view.js";

/** One postback: what it says, what was posted, and what became of it. */
export const postbackPage: PageMaker = async (view) => {
  const key = view.query.get("key") ?? "";
  const recorded = await view.postbacks.get(key);
  if (!recorded) return { title: "Not recorded", status: 404, main: html`<p class="empty">Nothing is recorded under this key. It may have been pruned, or forgotten on request.</p>` };
  const { postback } = recorded;
  return {
    title: "Postback",
    main: html`${noticeOf(view.query)}<p class="headline">${eventLabel(postback.type)} ${partiesOf(postback, view)} <span class="saying">${saying(postback, view)}</span></p>
<div id="live" data-live>
${actionsOn(recorded, view)}
<h2>Handlers</h2>
${delivery(recorded, view)}
${failures(recorded)}
</div>
<h2>What it says</h2>
${decoded(postback, view)}
<h2>What was posted</h2>
${posted(postback, view)}`,
  };
};

function actionsOn({ postback, state }: RecordedPostback, view: View): Html {
  const { key, subject } = postback;
  const buttons = actionNames.map((name) => {
    const isPossible = actions[name].states.some((one) => one === state);
    return html`<form method="post" action="${link(view, name)}"><input type="hidden" name="key" value="${key}"><button${!isPossible && html` disabled`}>${actions[name].one}</button></form>`;
  });
  const hasSides = postback.type !== "unknown";
  return html`<div class="actions">${!view.visitor.readOnly && buttons}
${postback.type === "smsReply" && html`<a class="button" href="${link(view, "subject", { subject: `message:${postback.matchedMessageId}`, of: key })}">The message that it answers</a>`}
${subject !== undefined && html`<a class="button" href="${link(view, "subject", { subject })}">All about this ${subject.startsWith("call:") ? "call" : "message"}</a>`}
${hasSides && html`<a class="button" href="${link(view, "conversation", { of: key })}">Conversation</a>`}</div>`;
}

function delivery({ postback, state, attempts, repeats, handled, lastError, due, settledAt }: RecordedPostback, view: View): Html {
  return facts([
    ["State", stateBadge(state)],
    ["Attempts", attempts],
    ["Next attempt", due && moment(due)],
    ["Ended", settledAt && moment(settledAt)],
    ["Handlers that are done", handled.join(", ")],
    ["Last error", lastError],
    ["Received", moment(postback.receivedAt)],
    ["Vendor's time", postback.at && moment(postback.at)],
    ["Posted", repeats > 0 ? `${repeats + 1} times` : undefined],
    ["Account", postback.account],
    ["Source", postback.source === "postback" ? undefined : postback.source],
    ["Key", html`<code>${postback.key}</code>`],
    ["Subject", postback.subject !== undefined && html`<a href="${link(view, "subject", { subject: postback.subject })}"><code>${postback.subject}</code></a>`],
  ].map(([term, what]) => [term, what === false ? undefined : what] as Parameters<typeof facts>[0][number]));
}

function failures({ failures }: RecordedPostback): Html | undefined {
  if (failures.length === 0) return undefined;
  return html`<table><caption>Attempts that failed</caption>
<thead><tr><th scope="col">Attempt</th><th scope="col">When</th><th scope="col">Handler</th><th scope="col">Error</th></tr></thead>
<tbody>${failures.map(({ attempt, at, handler, error }) => html`<tr><td>${attempt}</td><td>${moment(at)}</td><td>${handler}</td><td><code>${error}</code></td></tr>`)}</tbody></table>`;
}

function decoded(postback: Postback, view: View): Html {
  if (postback.type === "unknown") return html`<p>Nobody can tell what it is: ${postback.reason.message} <code>${postback.reason.code}</code></p>`;
  const rows = Object.entries(meanings).flatMap(([name, { means, isPersonal = false }]) => {
    const value: unknown = Reflect.get(postback, name);
    if (value === undefined) return [];
    const shown = !view.show && (isPersonal || isCarriersWord(name, postback)) ? html`<span class="masked">masked</span>` : value instanceof Date ? moment(value) : inWords(value);
    return [html`<tr><th scope="row">${name}</th><td>${shown}</td><td class="quiet">${withCode(means)}</td></tr>`];
  });
  return html`<table class="fields"><thead><tr><th scope="col">Field</th><th scope="col">Value</th><th scope="col">Meaning</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** A reason that is in no list of the vendor's is free text. */
function isCarriersWord(name: string, postback: Postback): boolean {
  return name === "reason" && postback.type === "deliveryReceipt" && !isListedReason(postback.reason);
}

function inWords(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Object.keys(value).length === 0) return "none";
  return Object.entries(value).map(([name, member]) => `${name}: ${member instanceof Date ? member.toISOString() : String(member)}`).join(", ");
}

function posted(postback: Postback, view: View): Html {
  // A text that was posted unencoded may stand in the names, too.
  if (!view.show) return html`<p class="quiet">${Object.keys(postback.fields).length} fields. They, the body, and lines to copy are shown with numbers and texts.</p>`;
  return html`<table class="fields"><thead><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead>
<tbody>${Object.entries(postback.fields).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${typeof value === "string" ? value : value.join(" · ")}</td></tr>`)}</tbody></table>
${copied("The body", "raw", postback.raw)}
${copied("As a line of the shell", "curl", asCurl(postback))}
${copied("As a test", "test", asTest(postback))}`;
}

/** Something to copy; the button is for browsers with the script. */
function copied(title: string, id: string, text: string): Html {
  return html`<figure><figcaption>${title} <button type="button" class="copy" data-copy="${id}" hidden>Copy</button></figcaption><pre id="${id}" tabindex="0" aria-label="${title}">${text}</pre></figure>`;
}
