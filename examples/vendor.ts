/** A stand-in for the vendor: posts what it would post, one packet after another, and says how to do it by hand. */

/** The packets that the vendor prints, and ones built from its tables; each conversation has ids of its own. */
const PACKETS = [
  // A text is sent, delivered to the carrier and to the handset, and answered.
  "SMSSent=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&SentTime=5%2f8%2f2010+2%3a42%3a36+AM",
  "DeliveryReceipt=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&DeliveryReceiptMessage=sm: msg: id:18579674100201040 sub:001 dlvrd:001 submit date:1005080242 done date:1005080242 stat:DELIVERED TO CARRIER err:003 text:&Code=003",
  "DeliveryReceipt=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&DeliveryReceiptMessage=id:18579674100201040 sub:001 dlvrd:001 submit date:1005080242 done date:1005080243 stat:DELIVRD err:000 text:&Code=000",
  "SMSResponse=1&MessageID=0c8f7a52-3a1b-4f0e-9d4c-7b1e52a90011&MatchedMessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449511&ToPhoneNumber=17575449510&ResponseReceiveDate=5%2f8%2f2010+2%3a44%3a01+AM&Message=Yes%2c+I+am+coming",
  // A text to a landline is refused.
  "SMSSent=0&MessageID=4be1f0aa-7a52-4d6c-8a0e-1c5b8f3d2002&ReferenceID=12346&FromPhoneNumber=17575449510&ToPhoneNumber=17575550100&SentTime=5%2f8%2f2010+2%3a45%3a10+AM",
  // Somebody texts our number without having been asked, and somebody sends a picture.
  "SMSResponse=1&MessageID=6d2c9b1e-55f3-4c3a-b1d7-90e1a7c43003&ReferenceID=&FromPhoneNumber=17575550123&ToPhoneNumber=17575449510&ResponseReceiveDate=5%2f8%2f2010+2%3a46%3a30+AM&Message=Are+you+open+today%3f",
  "MMSResponse=1&MessageID=aa03d7c4-91c2-4b7e-8d5f-2e64b0f54004&MatchedMessageID=00000000-0000-0000-0000-000000000000&ReferenceID=&FromPhoneNumber=7575550123&ToPhoneNumber=7575449510&ResponseReceiveDate=5%2f8%2f2010+2%3a47%3a00+AM&Message=",
  // A call is placed, rings, is answered and ends.
  "QueueID=4093249&ResponseCode=12&StartTime=2020-08-28T00%3a53%3a06.608Z&callerid=7575550000&phonenumber=7575559999",
  "QueueID=4093249&ResponseCode=18&StartTime=2020-08-28T00%3a53%3a06.608Z&callerid=7575550000&phonenumber=7575559999",
  "QueueID=4093249&ResponseCode=1&StartTime=2020-08-28T00%3a53%3a06.608Z&EndTime=2020-08-28T00%3a53%3a43.654Z&Duration=37&isWireless=False&telcoLRN=7573740000&telcoSwitchName=NORFOLK&machinedetection=HUMAN&digitsdialed=345&callerid=7575550000&phonenumber=7575559999&appointment=confirmed",
  // Somebody calls our number.
  "QueueID=4093250&ResponseCode=29&StartTime=2020-08-28T01%3a10%3a00.000Z&incoming=True&callerid=7575550123&phonenumber=8005551234",
  "QueueID=4093250&ResponseCode=30&StartTime=2020-08-28T01%3a10%3a00.000Z&EndTime=2020-08-28T01%3a10%3a21.000Z&Duration=21&incoming=True&callerid=7575550123&phonenumber=8005551234",
  // Something that nobody has told us about.
  "SomethingNew=1&MessageID=0d1e7c55-0b5b-4c8e-8f5c-6d0d5e2f5005",
];

/** Posts all packets to a PostBackURL. Stops at the first answer that is not 200. */
export async function postAsVendor(url: string): Promise<void> {
  for (const body of PACKETS) {
    const { status } = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "user-agent": "CDYNE SMSv2" },
      body,
    });
    if (status !== 200) throw new Error(`The receiver answered ${status}.`);
  }
}

/** What to say once a receiver listens: how to post to each of its PostBackURLs by hand. */
export function howToPost(...urls: string[]): string {
  const lines = urls.map((url) => `curl -i "${url}" -d "SMSResponse=1&MessageID=by-hand-1&FromPhoneNumber=17575550199&ToPhoneNumber=17575449510&Message=Hello"`);
  return `Listening. Post one yourself from another terminal; with another MessageID each time, as the same one is a repeat:

${lines.join("\n")}

Ctrl-C ends it.`;
}
