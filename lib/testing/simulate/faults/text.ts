import { type PlannedPost } from "../planned.js";

/** Whether somebody wrote it. STOP and the like are left alone, because with more behind them they are others. */
export function isText({ event }: PlannedPost): boolean {
  return (event.type === "smsReply" || event.type === "smsReceived") && event.systemKeyword === undefined;
}

/** The body with more at the end of its text, which the vendor posts last. */
export function behindText({ body }: PlannedPost, more: Buffer): Buffer {
  return Buffer.concat([body, more]);
}
