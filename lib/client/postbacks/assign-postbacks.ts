import { z } from "zod";
import { checkOptions } from "../../check-options.js";
import { phoneNumber } from "../../index.js";
import { number, text } from "../request/arguments.js";
import { type PostbackMethods, type PostbackSetting } from "./postback-settings-api.js";
import { type CallOptions } from "../request/transport.js";
import { VendorError } from "../request/vendor-error.js";

/** What gives the URL: the object that `createPostbacks()` returns. */
export interface UrlSource {
  url(base: string, of?: { account?: string | undefined }): string;
}

export interface Assignment {
  /** The address of the router, as for `postbacks.url()`. */
  base: string;
  /** Numbers and short codes of yours. */
  numbers: readonly string[];
  /** Of `createPostbacks({ tokens })`, where there are several. */
  account?: string | undefined;
  /** Of the numbers; `US` by default. */
  country?: string | undefined;
}

export interface AssignmentReport {
  /** E.164 where it can be. */
  number: string;
  url: string;
  /** Whether the vendor, asked afterwards, says that all postbacks of the number go to the URL. */
  assigned: boolean;
  /** What it said. */
  settings: readonly PostbackSetting[];
  error: VendorError | undefined;
}

export interface AssignMethods {
  /**
   * Sets the URL of a receiver for all postbacks of each number, enables them, reads the settings back and reports. A
   * number that the vendor refuses does not stop the others; a refused licence key does. `timeout` is for each request.
   */
  assignPostbacks(postbacks: UrlSource, given: Assignment, options?: CallOptions): Promise<AssignmentReport[]>;
}

const schema = z.object({
  base: z.string(),
  numbers: z.array(number).nonempty("expected at least one number"),
  account: text.optional(),
  country: text.optional(),
});
const KINDS = ["deliveryReceipt", "incomingMessage", "outgoingMessage"];

export function assignMethods(methods: PostbackMethods): AssignMethods {
  return {
    assignPostbacks: async (postbacks, given, options) => {
      checkOptions("assignPostbacks()", schema, given);
      const { base, account, country } = given;
      const url = postbacks.url(base, account === undefined ? undefined : { account });
      const reports: AssignmentReport[] = [];
      for (const ours of given.numbers) reports.push(await assign(methods, { number: ours, country }, url, options));
      return reports;
    },
  };
}

async function assign(methods: PostbackMethods, of: { number: string; country: string | undefined }, url: string, options?: CallOptions): Promise<AssignmentReport> {
  const report = { number: phoneNumber(of.number) ?? of.number, url, assigned: false, settings: [], error: undefined };
  try {
    await methods.setPostbackUrl({ ...of, url }, options);
    await methods.enablePostbacks(of, options);
    const settings = await methods.postbackSettings(of, options);
    return { ...report, settings, assigned: isAssigned(settings, url) };
  } catch (error) {
    if (!(error instanceof VendorError) || error.code === "CDYNE_LICENSE_KEY_REFUSED") throw error;
    return { ...report, error };
  }
}

/** By one setting for all types, or by one for each. */
function isAssigned(settings: readonly PostbackSetting[], url: string): boolean {
  const set = settings.filter((one) => one.enabled && one.url === url && !one.error).map(({ type }) => type);
  return set.includes("all") || KINDS.every((kind) => set.includes(kind));
}
