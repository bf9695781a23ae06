import { instant } from "../../../index.js";
import { type Answer, choice, date, list, long, record, text } from "../protocols/answer.js";
import { type MessageStatus, messageStatuses } from "../records/codes.js";
import { type Given } from "../given.js";
import { type IncomingText, type Message } from "../records/messages.js";
import { writeNumber } from "../records/numbers.js";
import { ZERO_ID, isGuid } from "../random.js";
import { type SendRequest, send } from "../life/sending.js";
import { type Service } from "../service.js";
import { type MessagingOperation, either, get, idOf, keyOf, ownKeyOf, post } from "./operation.js";

/** The Messaging API's operations for messages. https://esendex.us/docs/sms-api/api/methods/SendMessage */
export const messagingOperations: Readonly<Record<string, MessagingOperation>> = {
  SendMessage: post((given, service) => list("OutgoingMessageResponse", requestsOf(given, service).map((one) => sent(one, service)))),
  ReadMessageStatus: get((given, service) => {
    const key = keyOf(given, service);
    if (key === undefined) return refused("InvalidLicenseKey", undefined);
    const id = idOf(given, "MessageId");
    const message = service.messages.byId(id);
    if (message?.licenseKey === key) return outgoing(message);
    const received = service.messages.incomingById(key, id);
    return received ? receivedAsStatus(received, service) : refused("MissingDidOrInvalidMessageId", undefined);
  }),
  ReadIncomingMessages: post(readIncoming),
  GetUnsubscribedNumbers: either((given, service) => {
    const stopped = [...service.accounts.stopped(ownKeyOf(given, service))];
    return list(
      "UnsubscribedNumber",
      stopped.map(([number, at]) => record("UnsubscribedNumber", { EntryDate: date(at), PhoneNumber: text(writeNumber(number, service.inferred.digits)) })),
    );
  }),
};

function requestsOf(given: Given, service: Service): SendRequest[] {
  const licenseKey = keyOf(given, service);
  const recipients = given.texts("To");
  return (recipients.length > 0 ? recipients : [""]).map((to) => ({
    licenseKey,
    to,
    text: given.text("Body") ?? "",
    from: given.text("From"),
    mms: given.flag("UseMMS"),
    attachments: given.texts("Attachments"),
    referenceId: given.text("ReferenceID"),
    postbackUrl: given.text("PostbackUrl"),
    scheduled: given.text("ScheduledDateTime"),
  }));
}

function sent(request: SendRequest, service: Service): Answer {
  const outcome = send(request, service);
  return typeof outcome === "string" ? refused(outcome, request.to || undefined) : outgoing(outcome);
}

function outgoing(message: Message): Answer {
  return outgoingResponse({
    attachments: message.attachments.length > 0 ? message.attachments.join(",") : undefined,
    from: writeNumber(message.from, 10),
    id: message.id,
    status: message.status,
    at: message.sentAt,
    to: message.givenTo,
  });
}

function refused(status: MessageStatus, to: string | undefined): Answer {
  return outgoingResponse({ attachments: undefined, from: undefined, id: ZERO_ID, status, at: undefined, to });
}

/** The same operation gives the state of what came in (INFERRED: as sent). */
function receivedAsStatus(one: IncomingText, { inferred }: Service): Answer {
  return outgoingResponse({
    attachments: one.attachments.length > 0 ? one.attachments.join(",") : undefined,
    from: writeNumber(one.from, inferred.digits),
    id: one.id,
    status: "Sent",
    at: one.receivedAt,
    to: writeNumber(one.to, inferred.digits),
  });
}

interface OutgoingResponse {
  attachments: string | undefined;
  from: string | undefined;
  id: string;
  status: MessageStatus;
  at: Date | undefined;
  to: string | undefined;
}

function outgoingResponse({ attachments, from, id, status, at, to }: OutgoingResponse): Answer {
  return record("OutgoingMessageResponse", {
    Attachments: text(attachments),
    From: text(from),
    MessageID: text(id),
    MessageStatus: choice("MessageStatus", messageStatuses, status),
    SentTime: date(at),
    To: text(to),
  });
}

const PAGE_SIZE = 20;

function readIncoming(given: Given, service: Service): Answer {
  const size = given.number("PageSize") || PAGE_SIZE;
  const start = (Math.max(1, given.number("PageNumber") ?? 1) - 1) * size;
  const found = service.messages.incoming({
    licenseKey: ownKeyOf(given, service),
    since: instant(given.text("StartDate")),
    until: instant(given.text("EndDate")),
    id: wantedId(given, "IncomingMessageID"),
    matchedId: wantedId(given, "OutgoingMessageID"),
    referenceId: given.text("ReferenceID"),
    unreadOnly: given.flag("UnreadMessagesOnly"),
  });
  const page = found.slice(start, start + size);
  if (service.inferred.readingMarksAsRead) for (const one of page) one.read = true;
  return list("IncomingMessageResponse", page.map((one) => incoming(one, service)));
}

function wantedId(given: Given, name: string): string | undefined {
  const id = given.text(name);
  return id !== undefined && isGuid(id) && id !== ZERO_ID ? id : undefined;
}

function incoming(one: IncomingText, { inferred }: Service): Answer {
  return record("IncomingMessageResponse", {
    Attachments: list("long", one.attachments.length > 0 ? one.attachments.map(long) : undefined),
    From: text(writeNumber(one.from, inferred.digits)),
    IncomingMessageID: text(one.id),
    OutgoingMessageID: text(one.matched?.id ?? ZERO_ID),
    Payload: text(one.text),
    ReceivedDate: date(one.receivedAt),
    Subject: text(undefined),
    To: text(writeNumber(one.to, inferred.digits)),
    Udh: text(undefined),
  });
}
