import { type Postback, type Send } from "../../index.js";
import { numberInWords, saying } from "../../in-words.js";
import { type Sides, sidesOf } from "../../sides.js";
import { BadRequest } from "../filter.js";
import { type Html, html } from "../html.js";
import { eventLabel, moment } from "../parts.js";
import { type PageMaker, type View, link, linkTo } from "../view.js";

const PAGE = 200;

/** One entry of a conversation: something that came, or a message that we sent. */
interface Entry {
  readonly at: Date;
  readonly isOurs: boolean;
  readonly content: Html;
}

/** Everything between two numbers, oldest first. */
export const conversationPage: PageMaker = async (view) => {
  const { ours, theirs } = await sides(view);
  const cursor = view.query.get("cursor") ?? undefined;
  const [came, went] = await Promise.all([
    view.postbacks.list({ between: [ours, theirs], limit: PAGE, cursor }),
    cursor === undefined ? view.postbacks.sends({ between: [ours, theirs], limit: PAGE }) : [],
  ]);
  const entries = [...came.items.toReversed().map(({ postback }) => posted(postback, view)), ...went.map((send) => sent(send))].sort((one, other) => one.at.getTime() - other.at.getTime());
  return {
    title: "Conversation",
    main: html`<p>${numberInWords(ours, view)} and ${numberInWords(theirs, view)}</p>
${came.next !== undefined && html`<p><a class="button" rel="prev" href="${link(view, "conversation", { of: view.query.get("of") ?? undefined, cursor: came.next })}">Earlier</a></p>`}
${entries.length === 0 ? html`<p class="empty">Nothing is recorded between these two.</p>` : html`<ol class="thread">${entries.map(({ isOurs, content }) => html`<li class="${isOurs ? "ours" : "theirs"}">${content}</li>`)}</ol>`}`,
  };
};

/** Whose conversation it is. A masked page names it by a postback, so that no address holds a number. */
async function sides({ postbacks, query }: View): Promise<Sides> {
  const recorded = await postbacks.get(query.get("of") ?? "");
  const both = recorded && sidesOf(recorded.postback);
  if (!both) throw new BadRequest("Say of which postback: ?of=<key>, of one that is recorded and has two numbers.");
  return both;
}

function posted(postback: Postback, view: View): Entry {
  const details = "digits" in postback && postback.digits !== undefined ? `, digits ${view.show ? postback.digits : "•".repeat(3)}` : "";
  return {
    at: postback.receivedAt,
    isOurs: !sidesOf(postback)?.fromThem,
    content: html`<a href="${linkTo(view, postback)}">${eventLabel(postback.type)}</a> <span class="saying">${saying(postback, view)}${details}</span> ${moment(postback.receivedAt)}`,
  };
}

/** Its text is not kept. */
function sent({ at, length, state, code }: Send): Entry {
  return {
    at,
    isOurs: true,
    content: html`<span class="event report">We sent</span> <span class="saying">${length} characters, ${state}${code !== undefined && ` (${code})`}</span> ${moment(at)}`,
  };
}

