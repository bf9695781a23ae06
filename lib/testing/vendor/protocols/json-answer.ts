import { type Answer } from "./answer.js";
import { jsonDate } from "./dates.js";

/**
 * An answer as WCF writes JSON: bare, enums as numbers, dates as `\/Date(…)\/`, every slash escaped.
 * @param offset The server's distance from UTC that dates have, such as `-0400`; `false` for none.
 */
export function jsonAnswer(answer: Answer, offset: string | false): string {
  return JSON.stringify(valueOf(answer, offset)).replaceAll("/", String.raw`\/`);
}

function valueOf(answer: Answer, offset: string | false): unknown {
  switch (answer.is) {
    case "text":
      return answer.value ?? null;
    case "flag":
      return answer.value;
    case "number":
      return Number(answer.value);
    case "date":
      return jsonDate(answer.value, offset);
    case "choice":
      return answer.number;
    case "list":
      return answer.items?.map((item) => valueOf(item, offset)) ?? null;
    case "record":
      return Object.fromEntries(
        Object.entries(answer.members).flatMap(([name, member]) => (member ? [[name, valueOf(member, offset)]] : [])),
      );
  }
}
