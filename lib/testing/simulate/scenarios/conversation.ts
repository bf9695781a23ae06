import { type Scenario } from "../scenario.js";
import { OUR_SHORT_CODE } from "../scene.js";

const QUESTION = "Will you come tomorrow? Please answer yes or no.";
const THANKS = "Thank you.";
const ANSWERS = ["yes", "no", "Yes, but I shall be late – 15 min?", "¿Mañana? Sí, a las 5 😀", "What is it about & where?"] as const;

export const conversation: Scenario = {
  what: "a question, its receipts, the reply, and the thanks for it",
  events: ["smsSent", "deliveryReceipt", "smsReply"],
  life: (scene) => {
    const question = scene.sent(OUR_SHORT_CODE, scene.person());
    scene.later(2);
    const toCarrier = scene.receipt(question, "003", QUESTION);
    scene.later(3);
    const delivered = scene.receipt(question, "000", QUESTION);
    scene.later(20);
    const reply = scene.reply(question, scene.chance.one(ANSWERS));
    scene.later(1);
    const thanks = scene.sent(OUR_SHORT_CODE, question.to ?? "");
    scene.later(2);
    return [[question], [toCarrier], [delivered], [reply], [thanks], [scene.receipt(thanks, "003", THANKS)]];
  },
};
