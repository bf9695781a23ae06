import { type Inbox, type PostbacksOptions } from "cdyne-postback";
import { type Client, type ClientOptions, createClient } from "cdyne-postback/client";
import { type Vendor, type VendorOptions, startVendor } from "cdyne-postback/testing";
import { TOKEN } from "./packets.js";
import { type Receiver, receiver } from "./receiver.js";
import { serve } from "./server.js";

export const US = "+17575550100";
export const THEM = "+17575550111";

/** An application with a client and a receiver, and the vendor between them. */
export interface Correspondents {
  readonly vendor: Vendor;
  readonly client: Client;
  readonly postbacks: Receiver;
  /** The receiver's PostBackURL. */
  readonly url: string;
  /** Of another client that the receiver knows nothing of. */
  readonly clientOptions: ClientOptions;
}

const vendors: Vendor[] = [];

export interface CorrespondentsOptions {
  readonly vendor?: VendorOptions;
  readonly client?: Partial<ClientOptions>;
  readonly postbacks?: Partial<PostbacksOptions>;
  readonly inbox?: Inbox;
}

export async function correspondents({ vendor: asked = {}, client: more = {}, postbacks: options = {}, inbox }: CorrespondentsOptions = {}): Promise<Correspondents> {
  const vendor = await startVendor(asked);
  vendors.push(vendor);
  // The client has to know the receiver's address, and the receiver the client.
  const late: { receiver?: Receiver } = {};
  const origin = await serve((req, res) => late.receiver?.listener(req, res));
  const { licenseKey, messagingUrl, voiceUrl } = vendor;
  const logger = { warn: () => {}, error: () => {} };
  const url = `${origin}/${TOKEN}`;
  const clientOptions = { licenseKey, messagingUrl, voiceUrl, logger, postbackUrl: url, ...more };
  const client = createClient(clientOptions);
  late.receiver = receiver({ client, ...(inbox && { inbox }), ...options });
  return { vendor, client, postbacks: late.receiver, url, clientOptions };
}

export async function closeVendors(): Promise<void> {
  await Promise.all(vendors.splice(0).map(async (vendor) => vendor.close()));
}
