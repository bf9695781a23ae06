export const TOKEN = "0123456789abcdef0123456789abcdef";

/** Packets as the vendor prints them. */
export const SENT =
  "SMSSent=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&SentTime=5%2f8%2f2010+2%3a42%3a36+AM";
export const REFUSED = SENT.replace("SMSSent=1", "SMSSent=0");
export const REPLY =
  "SMSResponse=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&MatchedMessageID=11111111-2222-1111-2222-000000000004&ReferenceID=&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test";
export const RECEIPT =
  "DeliveryReceipt=1&MessageID=f880e00b-3a14-484c-80e7-ca6aa29a2f7a&ReferenceID=&FromPhoneNumber=74121&ToPhoneNumber=17572373369&DeliveryReceiptMessage=sm: msg: id:18579674100201040 sub:001 dlvrd:001 submit date:1209281334 done date:1209281334 stat:DELIVERED TO CARRIER err:003 text:&Code=003";

/** A reply of its own: another id, another text. */
export function reply(number: number, text = "Test"): string {
  const id = `9a35e913-ded0-7574-4642-${String(number).padStart(12, "0")}`;
  return REPLY.replace("9a35e913-ded0-7574-4642-5f60c550c706", id).replace("Message=Test", `Message=${encodeURIComponent(text)}`);
}

/** One of several postbacks about the same message. */
export function receipt(text: string): string {
  return RECEIPT.replace("text:", `text:${text}`);
}
