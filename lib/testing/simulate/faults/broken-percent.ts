import { type Fault, replaceSome } from "../fault.js";
import { withBody } from "../planned.js";
import { behindText, isText } from "./text.js";

const BROKEN = Buffer.from("+100%+sure%2+50%zz+%");

export const brokenPercent: Fault = {
  what: "a text has percent signs that escape nothing",
  workInto: (waves, chance) => replaceSome(waves, chance, isText, (post) => withBody(post, "broken-percent", behindText(post, BROKEN))),
};
