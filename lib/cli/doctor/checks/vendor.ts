import { type Client, type PostbackSetting, VendorError } from "../../../client/index.js";
import { PostbackError } from "../../../index.js";
import { type Finding, finding } from "../../../findings/finding.js";
import { withoutToken } from "../token.js";

/** Whom to ask for what the vendor has set, and for which numbers besides the licence key. */
export interface VendorQuestion {
  readonly client: Pick<Client, "postbackSettings">;
  readonly numbers?: readonly string[];
}

/** @param url The one that the vendor should post to; any will do without. */
export async function vendor({ client, numbers = [] }: VendorQuestion, url: URL | undefined): Promise<Finding[]> {
  const settings: PostbackSetting[] = [];
  const findings: Finding[] = [];
  for (const number of [undefined, ...numbers]) {
    try {
      settings.push(...(await client.postbackSettings({ number })));
    } catch (error) {
      if (!(error instanceof VendorError || error instanceof PostbackError)) throw error;
      findings.push(finding("DOCTOR_VENDOR_UNASKED", `${whose(number)}: ${error.code}`));
      // Another try with a wrong key has this address suspended.
      if (/LICENSE_KEY/.test(error.code)) return findings;
    }
  }
  // Those of the key may have those of its numbers among them.
  const each = [...new Map(settings.map((one) => [`${whose(one.number)} ${one.type}`, one])).values()];
  const set = each.filter((one) => one.url !== undefined && one.url !== "");
  if (set.length === 0 && findings.length === 0) findings.push(finding("DOCTOR_VENDOR_UNSET"));
  return [...findings, ...set.flatMap((one) => judge(one, url))];
}

function judge({ number, type, url: set = "", enabled }: PostbackSetting, url: URL | undefined): Finding[] {
  const about = `${whose(number)}, ${type}`;
  return [
    ...(url && set !== url.href ? [finding("DOCTOR_VENDOR_OTHER_URL", `${about}: ${described(set, url)}`)] : []),
    ...(enabled ? [] : [finding("DOCTOR_VENDOR_DISABLED", about)]),
  ];
}

/** Tokens of others are not shown. */
function described(set: string, url: URL): string {
  if (!URL.canParse(set)) return "no URL at all";
  const other = new URL(set);
  return withoutToken(other) === withoutToken(url) ? "the same with another token" : withoutToken(other);
}

function whose(number: string | undefined): string {
  return number ?? "licence key";
}
