import { classify } from "../../wire/classify.js";
import { type Postback } from "../../wire/postback.js";
import { type Claim, type Inbox, type Query, type RecordedPostback, type Settlement } from "../inbox.js";

/** What an inbox with nothing in it is put through, by name. A check rejects when the inbox does something else. */
export type Checks = Readonly<Record<string, (inbox: Inbox) => Promise<void>>>;

export const LEASE = 60_000;
export const sent = (id: number): Postback => classify(`SMSSent=1&MessageID=m-${id}&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511`);
export const receipt = (id: number, text: string): Postback =>
  classify(`DeliveryReceipt=1&MessageID=m-${id}&FromPhoneNumber=17575449510&ToPhoneNumber=17575449512&DeliveryReceiptMessage=${text}&Code=003`);
export const raws = (claims: readonly Claim[]): string[] => claims.map(({ postback }) => postback.raw);
export const delivered = ({ id }: Claim): Settlement => ({ id, state: "delivered", handled: ["a"] });
export const all = async (inbox: Inbox, query: Partial<Query> = {}): Promise<readonly RecordedPostback[]> => (await inbox.list({ limit: 100, ...query })).items;

export async function claimOne(inbox: Inbox, lease = LEASE): Promise<Claim> {
  const [claim] = await inbox.claim(1, lease);
  if (!claim) throw new Error("Nothing was handed out.");
  return claim;
}
