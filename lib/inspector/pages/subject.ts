import { type Postback, type RecordedPostback } from "../../index.js";
import { saying } from "../../in-words.js";
import { BadRequest } from "../filter.js";
import { type Html, html } from "../html.js";
import { eventLabel, lengthOfTime, moment, partiesOf, stateBadge } from "../parts.js";
import { type PageMaker, type View, link, linkTo } from "../view.js";
import { sidesOf } from "../../sides.js";
import { missingFrom } from "../what-is-missing.js";

const MOST = 500;
/** What is longer between two of them is named. */
const GAP = 60 * 60 * 1000;

/** All about one message or call in a line of time: what came when, and what did not come. */
export const subjectPage: PageMaker = async (view) => {
  const subject = view.query.get("subject") ?? "";
  if (subject === "") throw new BadRequest("Say of which message or call: ?subject=message:<id> or call:<id>.");
  const { items, next } = await view.postbacks.list({ subject, limit: MOST });
  const oldestFirst = [...items.toReversed(), ...(await answersTo(subject, items[0] ?? (await named(view)), view))].sort((one, other) => one.postback.receivedAt.getTime() - other.postback.receivedAt.getTime());
  const [first] = oldestFirst;
  if (!first) return { title: "Nothing recorded", status: 404, main: html`<p class="empty">Nothing is recorded about <code>${subject}</code>.</p>` };
  const missing = missingFrom(oldestFirst.map(({ postback }) => postback), view.now);
  return {
    title: subject.startsWith("call:") ? "A call" : "A message",
    main: html`<p>${partiesOf(first.postback, view)} <code class="quiet">${subject}</code></p>
<p class="actions"><a class="button" href="${link(view, "conversation", { of: first.postback.key })}">The whole conversation</a></p>
${next !== undefined && html`<p class="notice">Only the newest ${MOST} are shown.</p>`}
<ol class="timeline">
${oldestFirst.map((one, index) => html`${gapBefore(one.postback, oldestFirst[index - 1]?.postback)}${step(one, view)}`)}
${missing.map((what) => html`<li class="gap">${what}</li>`)}
</ol>`,
  };
};

/** Of a message that nothing has come about yet, the address may name one that answers it. */
async function named({ postbacks, query }: View): Promise<RecordedPostback | undefined> {
  const key = query.get("of");
  return key === null ? undefined : postbacks.get(key);
}

/** Replies are messages of their own, with this one's id in them: of those between the two numbers. @param one About which both are known. */
async function answersTo(subject: string, one: RecordedPostback | undefined, { postbacks }: View): Promise<readonly RecordedPostback[]> {
  const sides = one && sidesOf(one.postback);
  if (!sides) return [];
  const { items } = await postbacks.list({ between: [sides.ours, sides.theirs], type: "smsReply", limit: MOST });
  return items.filter(({ postback }) => postback.type === "smsReply" && subject === `message:${postback.matchedMessageId}`);
}

function step({ postback, state }: RecordedPostback, view: View): Html {
  return html`<li>${moment(postback.receivedAt)} <a href="${linkTo(view, postback)}">${eventLabel(postback.type)}</a> <span class="saying">${saying(postback, view)}</span> ${stateBadge(state)}</li>`;
}

function gapBefore(postback: Postback, before: Postback | undefined): Html | undefined {
  const gap = before ? postback.receivedAt.getTime() - before.receivedAt.getTime() : 0;
  return gap > GAP ? html`<li class="gap">${lengthOfTime(gap)} later</li>` : undefined;
}
