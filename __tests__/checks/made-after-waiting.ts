import { setImmediate } from "node:timers/promises";
import { type Postbacks, createPostbacks } from "cdyne-postback";
import { TOKEN } from "../support/packets.js";

export const codes: unknown[] = [];
const note = (details: object): void => void codes.push(Reflect.get(details, "code"));

await setImmediate();
const postbacks = createPostbacks({ tokens: TOKEN, logger: { warn: note, error: note } });
postbacks.onAny(() => {});

export const receiver = (): Postbacks => postbacks;
