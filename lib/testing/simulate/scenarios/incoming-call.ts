import { callFinished } from "../../fixtures/call-finished.js";
import { callReceived } from "../../fixtures/calls.js";
import { type Scenario } from "../scenario.js";
import { OUR_NUMBER } from "../scene.js";

export const incomingCall: Scenario = {
  what: "somebody calls a number of ours, and hangs up after a while",
  events: ["callReceived", "callFinished"],
  life: (scene) => {
    const call = { queueId: scene.queueId, callerId: scene.person(), phoneNumber: OUR_NUMBER };
    const received = callReceived({ ...call, at: scene.now });
    const duration = 5 + scene.chance.below(90);
    const finished = callFinished({ ...call, direction: "incoming", duration, digits: scene.chance.one(["", "1", "345"]), at: scene.later(duration) });
    return [[received], [finished]];
  },
};
