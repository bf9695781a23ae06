import { type Fault } from "../fault.js";
import { withFault } from "../planned.js";

export const outOfOrder: Fault = {
  what: "the posts of a life cycle come in any order",
  workInto: (waves, chance) => {
    const posts = chance.shuffled(waves.flat()).map((post) => withFault(post, "out-of-order"));
    return waves.map(({ length }) => posts.splice(0, length));
  },
};
