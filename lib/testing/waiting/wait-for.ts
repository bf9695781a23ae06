import { invalidOption } from "../../check-options.js";
import { type DeliveryState, type EventName, type Postback, type PostbackEvents, PostbackError, type RecordedPostback } from "../../index.js";
import { Heard, type Sighting } from "./heard.js";
import { poll } from "./poll.js";
import { type Watched, describe, describeSeen, recorded } from "./seen.js";
import { type FieldsOf, type Selector, type SomeFields, type Wanted, wantedBy } from "./selector.js";
import { type WaitOptions, timeoutOf } from "./wait-options.js";

/** How far a postback is to be: a state of its delivery, or only `recorded`, whatever has become of it. */
export type WaitState = DeliveryState | "recorded";

/**
 * Resolves to a postback once it is as far as it should be, whether that came before this call or comes after it; of what
 * was delivered before, the memory inbox has the last hundred. One that has run counts as `running`, and one that has
 * waited for a retry as `waiting`, also when that is over. Of several it is the one recorded last. Rejects after a timeout, and says what is there instead; and at once when a postback
 * that was given, or a `{ key }`, has come to another end.
 *
 * @param selector The name of an event, a postback (a fixture, or what a handler got; found in any account unless it has
 *   one itself), some fields (`{ type: "smsReply", from: "+17575550123" }`, `{ key }`), or a function that tells.
 * @param state `delivered` by default.
 */
export async function waitFor<Name extends EventName>(postbacks: Watched, selector: Name | FieldsOf<Name>, state?: WaitState, options?: WaitOptions): Promise<PostbackEvents[Name]>;
export async function waitFor<Event extends Postback>(postbacks: Watched, selector: (postback: Postback) => postback is Event, state?: WaitState, options?: WaitOptions): Promise<Event>;
export async function waitFor(postbacks: Watched, selector: SomeFields | ((postback: Postback) => boolean), state?: WaitState, options?: WaitOptions): Promise<Postback>;
export async function waitFor(postbacks: Watched, selector: Selector, state: WaitState = "delivered", options: WaitOptions = {}): Promise<Postback> {
  const timeout = timeoutOf("waitFor()", options);
  const wanted = wantedBy(selector);
  if (typeof state === "object") throw invalidOption("waitFor()", 'Options are the fourth argument: waitFor(postbacks, which, "delivered", { timeout }).');
  if (!STATES.includes(state)) throw invalidOption("waitFor()", `There is no such state. There are: ${STATES.join(", ")}.`);
  const heard = new Heard(postbacks.counters, wanted.matches);
  try {
    const found = await poll(async () => look(postbacks, wanted, state, heard), timeout);
    heard.throwFailure();
    if (found) return found;
    const looked = `Looked for ${wanted.what} (${state}) for ${timeout} ms.`;
    throw new PostbackError("CDYNE_WAIT_TIMEOUT", `${looked}\n${await describeSeen(postbacks)}`);
  } finally {
    heard.close();
  }
}

const STATES: readonly WaitState[] = ["recorded", "waiting", "running", "delivered", "dead", "discarded"];
const ENDS: readonly WaitState[] = ["delivered", "dead", "discarded"];

async function look(postbacks: Watched, wanted: Wanted, state: WaitState, heard: Heard): Promise<Postback | undefined> {
  heard.throwFailure();
  // What was told before the look.
  const told = [...heard.values()];
  const items = (await recorded(postbacks, wanted.filter)).filter(({ postback }) => wanted.matches(postback));
  const found = items.find((item) => item.state === state) ?? items.find((item) => wasThere(item, state));
  if (found) return found.postback;
  if (wanted.isOne && items.length > 0 && items.every(hasEnded)) {
    throw new PostbackError("CDYNE_WAIT_IN_VAIN", `Looked for ${wanted.what} (${state}), but it has come to another end:${describe(items)}`);
  }
  // What was told and is not there any more was dropped after its end.
  const gone = told.filter(({ postback }) => !items.some((item) => item.postback.key === postback.key));
  return gone.findLast((one) => wasThere(one, state))?.postback;
}

/** Nobody looks often enough to see each run of a quick handler, and each short wait for a retry. */
function wasThere({ state: is, attempts }: Pick<Sighting, "state" | "attempts">, state: WaitState): boolean {
  if (state === "running") return attempts > 0;
  return is === state || state === "recorded" || (state === "waiting" && attempts > 1);
}

function hasEnded({ state }: RecordedPostback): boolean {
  return ENDS.includes(state);
}
