import { type Fault, chosen, withoutEmpty } from "../fault.js";
import { type PlannedPost, type Waves, withFault } from "../planned.js";

export const receiptFirst: Fault = {
  what: "a receipt comes before its message is said to be sent",
  workInto: (waves, chance) => {
    const early = chosen(waves, chance, (post) => post.event.type === "deliveryReceipt" && placeOfSent(waves, post) !== -1);
    return withoutEmpty(
      waves.flatMap((wave, place) => [
        [...early].filter((post) => placeOfSent(waves, post) === place).map((post) => withFault(post, "receipt-first")),
        wave.filter((post) => !early.has(post)),
      ]),
    );
  },
};

function placeOfSent(waves: Waves, { event: { subject } }: PlannedPost): number {
  return waves.findIndex((wave) => wave.some(({ event }) => event.type === "smsSent" && event.subject === subject));
}
