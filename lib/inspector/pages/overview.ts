import { type AuditLine, type DeliveryState, type EventName, type Health, type Overview, eventNames } from "../../index.js";
import { type Finding } from "../../findings/finding.js";
import { receiver } from "../../findings/receiver.js";
import { chart } from "../chart.js";
import { BadRequest, stateNames } from "../filter.js";
import { type Html, html } from "../html.js";
import { eventLabel, facts, lengthOfTime, moment, stateBadge, stateName, withCode } from "../parts.js";
import { type PageMaker, type View, link } from "../view.js";

/** The ranges of time that can be chosen, and into how many parts they are cut. */
const RANGES = {
  hour: { name: "Last hour", ms: 3_600_000, buckets: 60 },
  day: { name: "Last 24 hours", ms: 86_400_000, buckets: 48 },
  week: { name: "Last 7 days", ms: 7 * 86_400_000, buckets: 84 },
  month: { name: "Last 30 days", ms: 30 * 86_400_000, buckets: 60 },
} as const;

type Range = keyof typeof RANGES;
const rangeNames: readonly Range[] = ["hour", "day", "week", "month"];
const AUDITED = 20;

/** How things go: counts over time, delays, failures, what was done by hand. */
export const overviewPage: PageMaker = async (view) => {
  const range = rangeNames.find((name) => name === (view.query.get("range") ?? "day"));
  if (range === undefined) throw new BadRequest(`range: expected ${rangeNames.join(", ")}.`);
  const { ms, buckets } = RANGES[range];
  const since = new Date(view.now.getTime() - ms);
  const [health, report, overview, audit] = await Promise.all([
    view.postbacks.health(),
    view.postbacks.report(),
    view.postbacks.overview({ since, until: view.now, buckets }),
    view.postbacks.audit({ limit: AUDITED }),
  ]);
  return {
    title: "Overview",
    main: html`<div id="live" data-live data-every="10">
${diagnosis(receiver(report))}
${cards(health, view)}
<nav class="pager" aria-label="Time">${rangeNames.map((name) => html`<a class="button" href="${link(view, "overview", { range: name })}"${name === range && html` aria-current="true"`}>${RANGES[name].name}</a>`)}</nav>
${overview.since > since && html`<p class="notice">Only the newest ${overview.count} postbacks are counted, since ${moment(overview.since)}.</p>`}
${counted(overview, view, since)}
<h2>Why deliveries fail</h2>
${reasons(overview)}
<h2>Done by hand</h2>
${deeds(audit.items)}
</div>`,
  };
};

function cards({ waiting, running, dead, oldestAge }: Health, view: View): Html {
  const card = (state: DeliveryState, count: number): Html => html`<li><a href="${link(view, "", { state })}"><strong class="state ${count > 0 ? state : ""}">${count}</strong> ${stateName(state)}</a></li>`;
  return html`<ul class="cards">${card("waiting", waiting)}${card("running", running)}${card("dead", dead)}<li><strong>${waiting + running > 0 ? lengthOfTime(oldestAge) : "–"}</strong> oldest that waits or runs</li></ul>`;
}

function counted(overview: Overview, view: View, since: Date): Html {
  if (overview.count === 0) return html`<p class="empty">Nothing came in this time.</p>`;
  const types = eventNames.filter((type) => sum(overview, "types", type) > 0);
  const states = stateNames.filter((state) => sum(overview, "states", state) > 0);
  const from = since.toISOString();
  return html`${chart(overview.buckets, types)}
<div class="columns">
<table><caption>Events</caption><tbody>${types.map((type) => html`<tr><th scope="row"><a href="${link(view, "", { type, since: from })}">${eventLabel(type)}</a></th><td class="figure">${sum(overview, "types", type)}</td></tr>`)}</tbody></table>
<table><caption>Handlers</caption><tbody>${states.map((state) => html`<tr><th scope="row"><a href="${link(view, "", { state, since: from })}">${stateBadge(state)}</a></th><td class="figure">${sum(overview, "states", state)}</td></tr>`)}</tbody></table>
<section><h2>From received to handled</h2>${facts([
    ["Median", overview.delays && lengthOfTime(overview.delays.median)],
    ["Nineteen of twenty within", overview.delays && lengthOfTime(overview.delays.p95)],
    ["Longest", overview.delays && lengthOfTime(overview.delays.max)],
  ])}</section>
</div>`;
}

function sum(overview: Overview, what: "types", name: EventName): number;
function sum(overview: Overview, what: "states", name: DeliveryState): number;
function sum({ buckets }: Overview, what: "types" | "states", name: string): number {
  return buckets.reduce((total, bucket) => total + (new Map<string, number>(Object.entries(bucket[what])).get(name) ?? 0), 0);
}

function reasons({ failures }: Overview): Html {
  if (failures.length === 0) return html`<p class="quiet">No delivery has failed.</p>`;
  return html`<table><thead><tr><th scope="col">Error</th><th scope="col">Postbacks</th></tr></thead><tbody>${failures.map(({ error, count }) => html`<tr><td><code>${error}</code></td><td class="figure">${count}</td></tr>`)}</tbody></table>`;
}

function deeds(lines: readonly AuditLine[]): Html {
  if (lines.length === 0) return html`<p class="quiet">Nothing was delivered again or discarded by hand.</p>`;
  return html`<table><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Which</th><th scope="col">How many</th></tr></thead>
<tbody>${lines.map(({ at, by, action, which, count }) => html`<tr><td>${moment(at)}</td><td>${by ?? html`<span class="quiet">not known</span>`}</td><td>${action}</td><td>${which}</td><td class="figure">${count}</td></tr>`)}</tbody></table>`;
}

/** What the doctor would say from the inside. */
function diagnosis(findings: readonly Finding[]): Html | undefined {
  if (findings.length === 0) return undefined;
  return html`<section aria-labelledby="findings"><h2 id="findings">What the doctor says</h2><ul class="findings">${findings.map(
    ({ code, severity, what, why, mend, detail }) => html`<li class="${severity}"><strong>${withCode(what)}</strong> ${detail} <span class="quiet">${withCode(why)}</span> ${withCode(mend)} <code>${code}</code></li>`,
  )}</ul></section>`;
}
