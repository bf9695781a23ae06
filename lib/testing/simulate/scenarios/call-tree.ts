import { callFinished } from "../../fixtures/call-finished.js";
import { callPlaced, callStatusChanged } from "../../fixtures/calls.js";
import { type Scenario } from "../scenario.js";
import { OUR_NUMBER } from "../scene.js";

/** What is pressed, and what the script makes of it. */
const CHOICES = [
  { digits: "1", variables: { choice: "1", appointment: "confirmed" } },
  { digits: "24", variables: { choice: "2", hour: "4", appointment: "moved" } },
  { digits: "9", variables: { choice: "9", appointment: "", note: "call me back & ask for O'Neil" } },
] as const;

export const callTree: Scenario = {
  what: "a call that asks for digits: placed, dialled, ringing, answered, finished, with the variables of its script",
  events: ["callPlaced", "callStatusChanged", "callFinished"],
  life: (scene) => {
    const call = { queueId: scene.queueId, callerId: OUR_NUMBER, phoneNumber: scene.person() };
    const queued = callPlaced({ ...call, code: 0, at: scene.now });
    const dialling = callPlaced({ ...call, at: scene.later(1) });
    const ringing = callStatusChanged({ ...call, code: 18, at: scene.later(2) });
    const answered = callStatusChanged({ ...call, code: 1, answeredBy: "human", at: scene.later(6) });
    const duration = 10 + scene.chance.below(50);
    const finished = callFinished({ ...call, outcome: "answered", answeredBy: "human", duration, at: scene.later(duration), ...scene.chance.one(CHOICES) });
    return [[queued], [dialling], [ringing], [answered], [finished]];
  },
};
