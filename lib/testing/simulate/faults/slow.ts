import { type Fault, replaceSome } from "../fault.js";
import { withFault } from "../planned.js";

export const slow: Fault = {
  what: "a body trickles in, in pieces that may end within an escaped character",
  workInto: (waves, chance) =>
    replaceSome(
      waves,
      chance,
      ({ manner }) => manner.is === "whole",
      (post) => withFault(post, "slow", { is: "slow", piece: Math.max(1, Math.ceil(post.body.length / (3 + chance.below(6)))) }),
    ),
};
