import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { createPostbacks, inspector } from "./built.js";
import { type Place, inboxAt } from "./places.js";

/** What a page may take, in milliseconds. */
const GOAL = 100;
const TIMES = 15;

/** What the inspector is asked for, over a month of 1,000,000 postbacks: of each filter the first page and one in the middle. */
const FILTERS = {
  "all": "",
  "one event": "type=smsReply",
  "one that never came": "type=callReceived",
  "dead letters": "state=dead",
  "a text that nobody wrote": "text=nothing",
  "a number on every one": "number=%2B17575449510",
  "a number on none, and a text": "number=%2B17575550000&text=no",
  "a day": `since=${ago(20)}&until=${ago(19)}`,
};
const MIDDLE = "cursor=500000";

/** Prints how long pages of the inspector take at a store with a history. */
export async function timePages(name: string, place: Place): Promise<void> {
  const inbox = inboxAt(place);
  const postbacks = createPostbacks({ tokens: false, inbox, deliver: false });
  const server = createServer(inspector(postbacks)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const [recorded] = (await postbacks.list({ limit: 1 })).items;
  const key = encodeURIComponent(recorded?.postback.key ?? "");
  const asked = [
    ...Object.entries(FILTERS).flatMap(([what, filter]) => [
      { what: `${what}, first page`, path: `?${filter}` },
      { what: `${what}, in the middle`, path: `?${filter}&${MIDDLE}` },
    ]),
    { what: "one postback", path: `postback?key=${key}` },
    { what: "its message", path: `subject?subject=${recorded?.postback.subject ?? ""}` },
    { what: "its conversation", path: `conversation?of=${key}` },
    { what: "overview of an hour", path: "overview?range=hour" },
    { what: "overview of a month", path: "overview?range=month" },
  ];
  for (const { what, path } of asked) {
    const times: number[] = [];
    for (let time = 0; time <= TIMES; time += 1) {
      const start = performance.now();
      const answer = await fetch(base + path);
      await answer.text();
      if (answer.status !== 200) throw new Error(`${path} answered with ${answer.status}.`);
      // The first one pays for the compiler and the caches.
      if (time > 0) times.push(performance.now() - start);
    }
    const median = times.toSorted((a, b) => a - b)[TIMES >> 1] ?? NaN;
    console.log(`${median.toFixed(1)} ms (goal ${GOAL})  inspector over 1,000,000 postbacks in ${name}: ${what}`);
  }
  server.closeAllConnections();
  server.close();
  await postbacks.close();
}

function ago(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
