import { type EventName, type OverviewBucket } from "../index.js";
import { type Html, html } from "./html.js";
import { eventName, familyOf, moment } from "./parts.js";

/** In units of the drawing, which is as wide as the page. */
const WIDTH = 960;
const HEIGHT = 160;

/** How many of which event came when: a bar for each part of the time, one on another in the colours of the events. */
export function chart(buckets: readonly OverviewBucket[], types: readonly EventName[]): Html {
  const total = ({ types: counts }: OverviewBucket): number => types.reduce((sum, type) => sum + (counts[type] ?? 0), 0);
  const most = Math.max(1, ...buckets.map(total));
  const step = WIDTH / Math.max(1, buckets.length);
  const height = (count: number): number => (count / most) * (HEIGHT - 8);

  const bar = (bucket: OverviewBucket, index: number): Html => {
    let top = HEIGHT;
    const pieces = types.map((type) => {
      const count = bucket.types[type] ?? 0;
      if (count === 0) return undefined;
      top -= height(count);
      return html`<rect class="${familyOf(type)}" x="${(index * step + 1).toFixed(1)}" y="${top.toFixed(1)}" width="${Math.max(1, step - 2).toFixed(1)}" height="${height(count).toFixed(1)}"><title>${bucket.since.toISOString().slice(0, 16).replace("T", " ")} UTC: ${count} ${eventName(type)}</title></rect>`;
    });
    return html`${pieces}`;
  };

  const first = buckets[0] && moment(buckets[0].since);
  return html`<figure class="chart"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Postbacks over time, at most ${most} in one bar">
${buckets.map(bar)}
</svg><figcaption><span>${first}</span><span>at most ${most} in one bar</span><span>now</span></figcaption></figure>`;
}
