import { type Scenario } from "../scenario.js";
import { OUR_NUMBER } from "../scene.js";

export const landline: Scenario = {
  what: "a message to a landline, refused three times",
  events: ["smsRefused"],
  life: (scene) => {
    const first = scene.refused(OUR_NUMBER, scene.person());
    const again = () => {
      scene.later(60);
      return scene.refused(OUR_NUMBER, first.to ?? "", first.messageId);
    };
    return [[first], [again()], [again()]];
  },
};
