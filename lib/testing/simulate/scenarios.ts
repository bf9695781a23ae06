import { type Scenario, type ScenarioName } from "./scenario.js";
import { callTree } from "./scenarios/call-tree.js";
import { campaign } from "./scenarios/campaign.js";
import { conversation } from "./scenarios/conversation.js";
import { incomingCall } from "./scenarios/incoming-call.js";
import { landline } from "./scenarios/landline.js";
import { optOut } from "./scenarios/opt-out.js";

/** Everything that can be simulated. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  conversation,
  campaign,
  landline,
  "opt-out": optOut,
  "call-tree": callTree,
  "incoming-call": incomingCall,
};
