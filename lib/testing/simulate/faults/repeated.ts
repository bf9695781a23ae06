import { type Fault, chosen } from "../fault.js";
import { withFault } from "../planned.js";

export const repeated: Fault = {
  what: "the same bytes come again, at once and later",
  workInto: (waves, chance) => {
    const posts = chosen(waves, chance);
    const again = (wave: Iterable<Parameters<typeof withFault>[0]>) => [...wave].map((post) => withFault(post, "repeated"));
    return [...waves.map((wave) => [...wave, ...again(wave.filter((post) => posts.has(post)))]), again(posts)];
  },
};
