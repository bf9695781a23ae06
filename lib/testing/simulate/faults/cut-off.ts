import { type Fault, insertBefore } from "../fault.js";
import { type PlannedPost, withFault } from "../planned.js";

/**
 * The vendor is not known to post again what broke off, so that it would be lost for any receiver. Here the whole post
 * follows, as from a proxy that tries again: then nothing may be lost, and nothing of the half may be left.
 */
export const cutOff: Fault = {
  what: "the connection ends in the middle of a body; the whole post follows",
  workInto: (waves, chance) => {
    const cut = (post: PlannedPost) => withFault(post, "cut-off", { is: "cut-off", after: 1 + chance.below(post.body.length - 1), breaks: chance.happens(1 / 2) });
    return insertBefore(waves, chance, () => true, cut);
  },
};
