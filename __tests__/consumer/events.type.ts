/** Compiled, not run: against lib by `tsc -p .`, and against the packed declarations by each TypeScript consumer. */
import {
  type Duration,
  type EventName,
  type Postback,
  type PostbackEvents,
  type Postbacks,
  type Unsubscribe,
  createPostbacks,
  type postbackSchema,
  type schemas,
} from "cdyne-postback";
import { createServer } from "node:http";
import { type z } from "zod";

declare const postbacks: Postbacks;
declare const secret: string | undefined;
declare const acme: readonly string[];

// A handler's event is that of its name.
postbacks.onSmsReply((reply) => reply.matchedMessageId satisfies string);
postbacks.onSmsReceived((received) => received.text satisfies string | undefined);
postbacks.onSmsRefused(async (refused) => refused.at?.toISOString());
postbacks.onDeliveryReceipt((receipt) => receipt.final satisfies boolean);
postbacks.onUnknown((unknown) => unknown.reason.code satisfies "empty-body" | "no-marker" | "marker-value" | "message-id-missing" | "queue-id-missing");
postbacks.on("callFinished", (call) => call.outcome satisfies "answered" | "unreached" | "failed");
postbacks.on("unknown", (unknown) => unknown.reason.message satisfies string);
// @ts-expect-error -- What we sent is not posted back.
postbacks.onSmsSent((sent) => typeof sent.text);
// @ts-expect-error -- Only a reply answers a message of ours.
postbacks.on("smsReceived", (received) => typeof received.matchedMessageId);
// @ts-expect-error -- A call that is being placed has no outcome yet.
postbacks.on("callPlaced", (call) => typeof call.outcome);
// @ts-expect-error -- A text may be missing: a picture alone has none.
postbacks.onSmsReply((reply) => reply.text satisfies string);
// @ts-expect-error -- No event has this name.
postbacks.on("smsReplied", () => undefined);
// @ts-expect-error -- The handler is for another event.
postbacks.on("smsReply", (call: PostbackEvents["callFinished"]) => call.outcome);

// `onAny` tells the events apart by their type.
postbacks.onAny((event) => {
  if (event.type === "unknown") return event.reason.message satisfies string;
  if (event.type === "callFinished") return event.outcome satisfies string;
  // @ts-expect-error -- Some of the others have no text.
  return typeof event.text;
});

/** One case per event; with one missing this would return `undefined` too. */
export function numberOf(event: Postback): string | undefined {
  switch (event.type) {
    case "smsSent":
    case "smsRefused":
    case "deliveryReceipt":
      return event.to;
    case "smsReply":
    case "smsReceived":
      return event.from;
    case "callPlaced":
    case "callStatusChanged":
    case "callFinished":
      return event.phoneNumber;
    case "callReceived":
      return event.callerId;
    case "unknown":
      return undefined;
    default:
      return event satisfies never;
  }
}

// What a handler is told about its run.
postbacks.onAny((_event, delivery) => [
  delivery.signal satisfies AbortSignal,
  delivery.attempt satisfies number,
  delivery.handler satisfies string,
  // @ts-expect-error -- There is no such thing.
  typeof delivery.retry,
]);
postbacks.onError((failure) => [failure.event satisfies Postback, failure.attempt satisfies number]);

// Every `on…` returns what ends the subscription.
const subscriptions = [
  postbacks.onSmsSent(() => undefined),
  postbacks.onSmsRefused(() => undefined),
  postbacks.onSmsReply(() => undefined),
  postbacks.onSmsReceived(() => undefined),
  postbacks.onDeliveryReceipt(() => undefined),
  postbacks.onCallPlaced(() => undefined),
  postbacks.onCallStatusChanged(() => undefined),
  postbacks.onCallFinished(() => undefined),
  postbacks.onCallReceived(() => undefined),
  postbacks.onUnknown(() => undefined),
  postbacks.on("smsSent", () => undefined),
  postbacks.onAny(() => undefined),
  postbacks.onError(() => undefined),
] satisfies Unsubscribe[];
subscriptions.forEach((unsubscribe) => unsubscribe());

// Tokens come as one, as none of a missing variable, as a list, with labels, or not at all on purpose.
createPostbacks({ tokens: secret });
createPostbacks({ tokens: acme });
createPostbacks({ tokens: ["one", "two"] });
createPostbacks({ tokens: { acme, beta: "one", gamma: ["two"] } });
createPostbacks({ tokens: false });
// @ts-expect-error -- Opening the door is said with `false`.
createPostbacks({ tokens: true });
// @ts-expect-error -- Tokens cannot be forgotten.
createPostbacks({});
// @ts-expect-error -- No option has this name.
createPostbacks({ tokens: secret, token: "one" });

// A time is a number, or a text that the library understands.
export const times: Duration[] = [5, "90s", "30d", "30 d", "1.5h", "5ms"];
// @ts-expect-error -- A unit has one name.
times.push("30days");
// @ts-expect-error -- A text needs its unit.
times.push("30");

createServer(postbacks.listener);

// The schemas say exactly what the events' types say.
type Equal<One, Other> =
  (<Any>(any: Any) => Any extends One ? 1 : 2) extends (<Any>(any: Any) => Any extends Other ? 1 : 2) ? true : false;
type Holds<Check extends true> = Check;
type Inferred = { [Name in EventName]: Equal<z.infer<(typeof schemas)[Name]>, PostbackEvents[Name]> };
export type Checks = [
  Holds<Equal<keyof typeof schemas, EventName>>,
  Holds<Inferred[EventName]>,
  Holds<Equal<z.infer<typeof postbackSchema>, Postback>>,
  // @ts-expect-error -- A reply has more than a text that was received.
  Holds<Equal<PostbackEvents["smsReceived"], PostbackEvents["smsReply"]>>,
];
