import { PostbackError } from "../../index.js";
import { poll } from "./poll.js";
import { type Watched, describeAll } from "./seen.js";
import { type WaitOptions, timeoutOf } from "./wait-options.js";

/** Resolves when nothing waits for delivery and no handler runs. Rejects after a timeout, and says what is left. */
export async function settled(postbacks: Watched, options: WaitOptions = {}): Promise<void> {
  const timeout = timeoutOf("settled()", options);
  const look = async (): Promise<true | undefined> => {
    const { waiting, running } = await postbacks.health();
    return waiting + running === 0 ? true : undefined;
  };
  if (await poll(look, timeout)) return;
  const left = await describeAll(postbacks, [{ state: "running" }, { state: "waiting" }]);
  throw new PostbackError("CDYNE_UNSETTLED", `After ${timeout} ms it is not over. ${left}`);
}
