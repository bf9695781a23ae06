import { type Fault, insertBefore } from "../fault.js";
import { type PlannedPost, withBody } from "../planned.js";

const SENT = /^(SMS|MMS)Sent=1/;

export const zeroThenOne: Fault = {
  what: "a message is refused (SMSSent=0) before it is sent (SMSSent=1)",
  workInto: (waves, chance) => insertBefore(waves, chance, isSent, (post) => withBody(post, "zero-then-one", Buffer.from(post.event.raw.replace(SENT, "$1Sent=0")))),
};

function isSent({ event }: PlannedPost): boolean {
  return event.type === "smsSent" && SENT.test(event.raw);
}
