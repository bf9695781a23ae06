import { type Fault } from "../fault.js";
import { withFault } from "../planned.js";

export const together: Fault = {
  what: "all posts of a life cycle come at once, also those about the same message or call",
  workInto: (waves) => [waves.flat().map((post) => withFault(post, "together"))],
};
