import { type Scenario } from "../scenario.js";
import { OUR_NUMBER } from "../scene.js";

const WORDS = ["STOP", "Stop", "stop", "UNSUBSCRIBE", "QUIT", "Cancel"] as const;

export const optOut: Scenario = {
  what: "a message, and STOP for an answer",
  events: ["smsSent", "smsReply"],
  life: (scene) => {
    const message = scene.sent(OUR_NUMBER, scene.person());
    scene.later(30);
    return [[message], [scene.reply(message, scene.chance.one(WORDS))]];
  },
};
