import { type Filter, type Page as Found } from "../../index.js";
import { actionNames, actions, noticeOf } from "../actions.js";
import { BadRequest, type FilterName, filterOf, labels, stateNames, typedFilter, typeNames } from "../filter.js";
import { type Html, html } from "../html.js";
import { eventName, postbackTable, stateName } from "../parts.js";
import { type PageMaker, type View, link } from "../view.js";

const TITLE = "Postbacks";
const PAGE = 50;
/** In milliseconds. */
const PATIENCE = 25;

/** What was posted, newest first. */
export const listPage: PageMaker = async (view) => {
  const filter = filterIn(view);
  // Whoever has made a mistake goes on from what is typed.
  if (filter instanceof BadRequest) return { title: TITLE, status: 400, main: html`<p class="notice problem" role="alert">${filter.message}</p>${filterForm(view, {})}` };
  const cursor = view.query.get("cursor") ?? undefined;
  const found = await search(view, filter, cursor);
  const isFiltered = Object.keys(typedFilter(view.query)).length > 0;
  const isEmpty = found.items.length === 0 && !isFiltered && cursor === undefined;
  return {
    title: TITLE,
    main: html`${noticeOf(view.query)}
${filterForm(view, filter)}
<div id="live"${cursor === undefined && html` data-live`}>
${isEmpty ? howToBegin : results(view, found)}
</div>
<p id="arrivals" class="quiet" role="status"></p>`,
  };
};

/** The next page with something on it; or, when that takes too long, an empty one from which the browser goes on. */
async function search({ postbacks }: View, filter: Filter, cursor: string | undefined): Promise<Found> {
  const start = performance.now();
  let found = await postbacks.list({ ...filter, limit: PAGE, cursor });
  while (found.items.length === 0 && found.next !== undefined && performance.now() - start < PATIENCE) {
    found = await postbacks.list({ ...filter, limit: PAGE, cursor: found.next });
  }
  return found;
}

function results(view: View, { items, next }: Found): Html {
  const typed = typedFilter(view.query);
  const older = next !== undefined && html`<a class="button" rel="next"${items.length === 0 && html` data-further`} href="${link(view, "", { ...typed, cursor: next })}">${items.length === 0 ? "Look further back" : "Older"}</a>`;
  const newest = view.query.has("cursor") && html`<a class="button" href="${link(view, "", typed)}">Newest</a>`;
  const none = items.length === 0 && html`<p class="empty">${next === undefined ? "Nothing is recorded that has all of this." : "Nothing yet; there is more to look through."}</p>`;
  return html`${none}${items.length > 0 && postbackTable(items, view)}
<nav class="pager" aria-label="More">${newest} ${older}</nav>`;
}

function filterIn({ query, visitor }: View): Filter | BadRequest {
  try {
    return filterOf(query, visitor);
  } catch (error) {
    if (error instanceof BadRequest) return error;
    throw error;
  }
}

function filterForm(view: View, { since, until }: Filter): Html {
  const typed = typedFilter(view.query);
  const field = (name: FilterName, attributes: Html, note = "", instant?: Date): Html =>
    html`<label>${labels[name]}${note}<input name="${name}" value="${instant?.toISOString().slice(0, -1) ?? typed[name]}"${attributes}></label>`;
  const telling = (...fields: Html[]): readonly Html[] | false => view.visitor.reveal && fields;
  const select = (name: "type" | "state", names: readonly string[], shown: (name: never) => string): Html =>
    html`<label>${labels[name]}<select name="${name}"><option value="">any</option>${names.map((one) => html`<option value="${one}"${typed[name] === one && html` selected`}>${shown(one as never)}</option>`)}</select></label>`;
  const clear = Object.keys(typed).length > 0 && html`<a class="button" href="${link(view, "")}">Clear</a>`;
  const toDo = !view.visitor.readOnly && Object.keys(typed).length > 0 && actionNames.map((action) => html`<a class="button" href="${link(view, "confirm", { ...typed, action })}">${actions[action].all}…</a> `);
  return html`<form class="filter" action="./" method="get" role="search" aria-label="Filter">
${select("type", typeNames, eventName)}
${select("state", stateNames, stateName)}
${telling(
    field("number", html` inputmode="tel" autocomplete="off"`),
    field("with", html` inputmode="tel" autocomplete="off"`),
    field("text", html` type="search" autocomplete="off"`),
  )}
${field("account", html` autocomplete="off"`)}
${field("since", html` type="datetime-local" step="any"`, " (UTC)", since)}
${field("until", html` type="datetime-local" step="any"`, " (UTC)", until)}
${typed.subject !== undefined && html`<input type="hidden" name="subject" value="${typed.subject}">`}
${view.show && html`<input type="hidden" name="reveal" value="yes">`}
<p class="actions"><button class="primary">Filter</button> ${clear} ${toDo}</p>
</form>`;
}

const howToBegin = html`<section class="empty">
<h2>Nothing has come yet</h2>
<p>This page shows each postback as it arrives. To see one now, have some posted to your PostBackURL, which <code>postbacks.url()</code> gives:</p>
<pre><code>npx cdyne-postback simulate http://localhost:3000/cdyne/&lt;token&gt;</code></pre>
<p>In earnest, give the vendor the PostBackURL with each text and call (<code>createClient({ postbackUrl })</code>), and for what comes to your numbers by <code>client.assignPostbacks()</code>. If something should have come and has not, ask the doctor:</p>
<pre><code>npx cdyne-postback doctor https://example.com/cdyne/&lt;token&gt;</code></pre>
</section>`;
