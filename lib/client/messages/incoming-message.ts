import { z } from "zod";
import { phoneNumber } from "../../index.js";
import { type ClientContext } from "../context.js";
import { wireBytes, wireId, wireList, wireText } from "../request/vendor-fields.js";

/** A text that came in, as it is read from the vendor. The postbacks tell of the same; its id is probably theirs (INFERRED). */
export interface IncomingMessage {
  messageId: string | undefined;
  /** The message of ours that it answers. */
  matchedMessageId: string | undefined;
  /** E.164 where it can be. */
  from: string | undefined;
  to: string | undefined;
  /** A long text may come in several messages; `udh` tells the order of its parts. */
  text: string;
  at: Date | undefined;
  subject: string | undefined;
  /** Ids of what is attached. */
  media: readonly string[];
  /** The user-data header of a part. */
  udh: Uint8Array | undefined;
}

// What is read is marked as read, so whatever can be made out is kept: an odd part must not cost the whole page.
const odd = wireText.catch(undefined);
const oddId = wireId.catch(undefined);

/** https://esendex.us/docs/sms-api/api/types/IncomingMessageResponse */
export const incomingResponse = z.object({
  Attachments: wireList(wireText).catch([]),
  From: odd,
  IncomingMessageID: oddId,
  OutgoingMessageID: oddId,
  Payload: odd,
  ReceivedDate: odd,
  Subject: odd,
  To: odd,
  Udh: wireBytes.catch(undefined),
});

/** https://cdyne.com/docs/sms-api/api/GetUnreadIncomingMessages; the date's name is misspelt in some documents. */
export const legacyIncoming = z.object({
  FromPhoneNumber: odd,
  IncomingMessageID: oddId,
  MatchedMessageID: oddId,
  Message: odd,
  ResponseReceiveDate: odd,
  ResponseReceivedDate: odd,
  ToPhoneNumber: odd,
});

export function incomingOf({ instant }: ClientContext, said: z.output<typeof incomingResponse>): IncomingMessage {
  return {
    messageId: said.IncomingMessageID,
    matchedMessageId: said.OutgoingMessageID,
    from: phoneNumber(said.From),
    to: phoneNumber(said.To),
    text: said.Payload ?? "",
    at: instant(said.ReceivedDate),
    subject: said.Subject,
    media: said.Attachments.filter((id) => id !== undefined),
    udh: said.Udh,
  };
}

export function legacyIncomingOf({ instant }: ClientContext, said: z.output<typeof legacyIncoming>): IncomingMessage {
  return {
    messageId: said.IncomingMessageID,
    matchedMessageId: said.MatchedMessageID,
    from: phoneNumber(said.FromPhoneNumber),
    to: phoneNumber(said.ToPhoneNumber),
    text: said.Message ?? "",
    at: instant(said.ResponseReceiveDate ?? said.ResponseReceivedDate),
    subject: undefined,
    media: [],
    udh: undefined,
  };
}
