import { createPostbacks } from "cdyne-postback";
import { deliver, settled, smsReply, testClock, waitFor } from "cdyne-postback/testing";

/** A reply whose handler fails twice, and what became of it. Two of these at the same time do not meet. */
export async function story(text: string): Promise<{ handled: string[]; found: string | undefined; hours: number }> {
  const clock = testClock(new Date(0));
  const logger = { warn: () => {}, error: () => {} };
  const postbacks = createPostbacks({ tokens: "0123456789abcdef0123456789abcdef", clock, logger });
  const handled: string[] = [];
  postbacks.onSmsReply((reply, { attempt }) => {
    handled.push(`${reply.text ?? ""} ${attempt}`);
    if (attempt < 3) throw new Error("fails");
  });
  const seen = waitFor(postbacks, "smsReply");
  await deliver(postbacks, smsReply({ text }));
  await clock.advance("2h");
  await settled(postbacks);
  const found = (await seen).text;
  await postbacks.close();
  return { handled, found, hours: clock.now() / 3_600_000 };
}

/** What comes of it. */
export const ending = (text: string): Awaited<ReturnType<typeof story>> => ({ handled: [1, 2, 3].map((attempt) => `${text} ${attempt}`), found: text, hours: 2 });
