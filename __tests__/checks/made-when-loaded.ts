import { type Postbacks, createPostbacks } from "cdyne-postback";
import { TOKEN } from "../support/packets.js";

export const codes: unknown[] = [];
const note = (details: object): void => void codes.push(Reflect.get(details, "code"));

const postbacks = createPostbacks({ tokens: TOKEN, logger: { warn: note, error: note } });
postbacks.onAny(() => {});

export const receiver = (): Postbacks => postbacks;
