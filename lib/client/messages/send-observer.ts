import { type SenderObserver } from "../../index.js";

export { type BegunSend, type SendOutcome } from "../../index.js";

/**
 * Is told of every message before it leaves, so that its postback is known even when it comes before the vendor's answer,
 * and of what became of it. The message leaves also when `begin` rejects, which is logged.
 */
export type SendObserver = SenderObserver;
