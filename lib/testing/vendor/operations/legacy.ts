import { type Answer, choice, date, flag, list, record, text } from "../protocols/answer.js";
import { type SmsError, refusals, smsErrors } from "../records/codes.js";
import { type Given } from "../given.js";
import { type IncomingText, type Message } from "../records/messages.js";
import { writeNumber } from "../records/numbers.js";
import { ZERO_ID } from "../random.js";
import { type SendRequest, send } from "../life/sending.js";
import { type Service } from "../service.js";
import { type MessagingOperation, either, get, idOf, keyOf, ownKeyOf, post } from "./operation.js";

/** SMS Notify!'s own operations, which the Messaging API still has. https://wiki.cdyne.com/AdvancedSMSSend */
export const legacyOperations: Readonly<Record<string, MessagingOperation>> = {
  SimpleSMSsend: get((given, service) => sent(simpleRequest(given, service), service)),
  SimpleSMSsendWithPostback: get((given, service) => sent({ ...simpleRequest(given, service), postbackUrl: given.text("StatusPostBackURL") }, service)),
  AdvancedSMSsend: post((given, service) => list("SMSResponse", advancedRequests(given, service).map((request) => sent(request, service)))),
  // Neither of these two asks for a key.
  GetMessageStatus: either((given, service) => {
    const message = service.messages.byId(idOf(given, "MessageID"));
    return message ? statusOf(message, service) : refused("NotFound", undefined);
  }),
  CancelMessage: either((given, { messages, messageLife }) => flag(messageLife.cancel(messages.byId(idOf(given, "MessageID"))))),
  GetMessageStatusByReferenceID: get((given, service) => {
    const found = service.messages.byReference(ownKeyOf(given, service), given.text("ReferenceID") ?? "");
    return list("SMSResponse", found.map((message) => statusOf(message, service)));
  }),
  GetUnreadIncomingMessages: either((given, service) => {
    const texts = service.messages.incoming({ licenseKey: ownKeyOf(given, service), unreadOnly: true });
    for (const one of texts) one.read = true;
    return list("SMSIncomingMessage", texts.map((one) => incoming(one, service)));
  }),
};

function simpleRequest(given: Given, service: Service): SendRequest {
  return {
    licenseKey: keyOf(given, service),
    to: given.text("PhoneNumber") ?? "",
    text: given.text("Message") ?? "",
    from: undefined,
    mms: false,
    attachments: [],
    referenceId: undefined,
    postbackUrl: undefined,
    scheduled: undefined,
  };
}

function advancedRequests(given: Given, service: Service): SendRequest[] {
  const licenseKey = keyOf(given, service);
  return given.parts("SMSRequests").flatMap((one) =>
    one.texts("PhoneNumbers").map((to) => ({
      licenseKey,
      to,
      text: one.text("Message") ?? "",
      from: one.text("AssignedDID"),
      mms: false,
      attachments: [],
      referenceId: one.text("ReferenceID"),
      postbackUrl: one.text("StatusPostBackURL"),
      scheduled: one.text("ScheduledDateTime"),
    })),
  );
}

function sent(request: SendRequest, service: Service): Answer {
  const outcome = send(request, service);
  return typeof outcome === "string" ? refused(refusals[outcome], request.referenceId) : smsResponse(outcome, undefined);
}

function statusOf(message: Message, service: Service): Answer {
  return smsResponse(message, service.messages.repliesTo(message.id).map((one) => incoming(one, service)));
}

/** @param replies Null in what a send answers, a list in a status. */
function smsResponse(message: Message, replies: readonly Answer[] | undefined): Answer {
  return record("SMSResponse", {
    Cancelled: flag(message.status === "Cancelled"),
    MessageID: text(message.id),
    Queued: flag(message.status === "Ready"),
    ReferenceID: message.referenceId === undefined ? undefined : text(message.referenceId),
    SMSError: choice("SMSErrors", smsErrors, "NoError"),
    SMSIncomingMessages: list("SMSIncomingMessage", replies),
    Sent: flag(message.status === "Sent" || message.status === "FailedByProvider"),
    SentDateTime: date(message.sentAt),
  });
}

function refused(error: SmsError, referenceId: string | undefined): Answer {
  return record("SMSResponse", {
    Cancelled: flag(false),
    MessageID: text(ZERO_ID),
    Queued: flag(false),
    ReferenceID: referenceId ? text(referenceId) : undefined,
    SMSError: choice("SMSErrors", smsErrors, error),
    SMSIncomingMessages: list("SMSIncomingMessage", undefined),
    Sent: flag(false),
    SentDateTime: date(undefined),
  });
}

function incoming(one: IncomingText, { inferred }: Service): Answer {
  return record("SMSIncomingMessage", {
    FromPhoneNumber: text(writeNumber(one.from, inferred.digits)),
    IncomingMessageID: text(one.id),
    MatchedMessageID: text(one.matched?.id ?? ZERO_ID),
    Message: text(one.text),
    ResponseReceiveDate: date(one.receivedAt),
    ToPhoneNumber: text(writeNumber(one.to, inferred.digits)),
  });
}
