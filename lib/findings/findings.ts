import { addressFindings } from "./known/address.js";
import { answerFindings } from "./known/answers.js";
import { bodyFindings } from "./known/bodies.js";
import { receiverFindings } from "./known/receivers.js";
import { vendorFindings } from "./known/vendors.js";

/** What the doctor can find, by stable code; `lib/cli/README.md` has a line for each. */
export const findings = { ...addressFindings, ...answerFindings, ...bodyFindings, ...receiverFindings, ...vendorFindings };

export type KnownFinding = keyof typeof findings;
