import { type Postback, type ReceiptCode, type SmsRefused, type SmsSent } from "../../../index.js";
import { type Scenario } from "../scenario.js";
import { OUR_SHORT_CODE, type Scene } from "../scene.js";

const TEXT = "Only this week: 20% off & free delivery.";

/** What becomes of the message to somebody. */
interface Fate {
  readonly people: number;
  readonly receipts: readonly ReceiptCode[];
  readonly reply?: string;
  readonly isLandline?: boolean;
}

/** Of twenty people. */
const FATES: readonly Fate[] = [
  { people: 7, receipts: ["003", "000"] },
  { people: 2, receipts: ["003"] },
  { people: 2, receipts: ["003", "000"], reply: "How long?" },
  { people: 1, receipts: ["003", "000"], reply: "Thanks ❤️" },
  { people: 1, receipts: ["004", "000"] },
  { people: 1, receipts: ["003", "005"] },
  { people: 1, receipts: ["028"] },
  { people: 1, receipts: ["090"] },
  { people: 2, receipts: ["003", "000"], reply: "STOP" },
  { people: 2, receipts: [], isLandline: true },
];

interface Message {
  readonly fate: Fate;
  readonly first: SmsSent | SmsRefused;
}

export const campaign: Scenario = {
  what: "a message to twenty people: some answer, some send STOP, some are not reached, some have a landline",
  events: ["smsSent", "smsRefused", "deliveryReceipt", "smsReply"],
  life: (scene) => {
    const fates = scene.chance.shuffled(FATES.flatMap((fate) => Array.from({ length: fate.people }, () => fate)));
    const messages = fates.map((fate): Message => ({ fate, first: fate.isLandline ? scene.refused(OUR_SHORT_CODE, scene.person()) : scene.sent(OUR_SHORT_CODE, scene.person()) }));
    const wave = (next: (scene: Scene, message: Message) => Postback[]) => {
      scene.later(60);
      return messages.flatMap((message) => next(scene, message));
    };
    return [messages.map(({ first }) => first), wave(receiptOrTry(0)), wave(receiptOrTry(1)), wave(reply)];
  },
};

/** What follows on the first post: a receipt, or another try where the message was refused. */
function receiptOrTry(which: number) {
  return (scene: Scene, { fate, first }: Message): Postback[] => {
    if (first.type === "smsRefused") return [scene.refused(OUR_SHORT_CODE, first.to ?? "", first.messageId)];
    const code = fate.receipts[which];
    return code === undefined ? [] : [scene.receipt(first, code, TEXT)];
  };
}

function reply(scene: Scene, { fate, first }: Message): Postback[] {
  return first.type === "smsSent" && fate.reply !== undefined ? [scene.reply(first, fate.reply)] : [];
}
