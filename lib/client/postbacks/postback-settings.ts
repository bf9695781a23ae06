import { z } from "zod";
import { checkOptions } from "../../check-options.js";
import { type PostbackType, phoneNumber, postbackTypes } from "../../index.js";
import { flag, number, text } from "../request/arguments.js";
import { type Parameters, ask } from "../request/ask.js";
import { type ClientContext } from "../context.js";
import { enumeration } from "../request/enumeration.js";
import { refusal } from "../request/failures.js";
import { type OfNumber, type PostbackMethods, type PostbackSetting } from "./postback-settings-api.js";
import { postbackUrlFor } from "./postback-url.js";
import { unlessAllRefused } from "../request/one-by-one.js";
import { postbackReturnCode } from "./return-codes.js";
import { type CallOptions } from "../request/transport.js";
import { type VendorError } from "../request/vendor-error.js";
import { wireFlag, wireList, wireText } from "../request/vendor-fields.js";
import { wireNumber } from "../request/wire-number.js";

const types = Object.keys(postbackTypes).filter(isType);
const typeOf = enumeration(Object.fromEntries(types.map((type) => [type, { number: postbackTypes[type] }])));

const ofNumber = { number: number.optional(), country: text.optional() };
const type = z.enum(types, { error: `expected one of ${types.join(", ")}` }).optional();

/** A return code or settings: the vendor's documents have either. */
const setting = z.object({
  Country: wireText,
  PhoneNumber: wireText,
  PostbackEnabled: wireFlag,
  PostbackType: wireText,
  PostbackUrl: wireText,
  ReturnCode: z.union([z.string(), z.number()]).transform(String),
});
const returnCode = z.union([z.string().min(1), z.number()]).transform(String);
const done = z.union([returnCode.transform((ReturnCode) => [{ ReturnCode }]), wireList(setting)]);

export function postbackMethods(context: ClientContext): PostbackMethods {
  const to = (operation: Operation, of: OfNumber): Addressed => addressed(context, operation, of);
  const set = async ({ operation, parameters }: Addressed, further: Parameters, options?: CallOptions): Promise<void> => {
    const codes = await ask(context, operation, { ...parameters, ...further }, done, options);
    const [first] = codes.map(({ ReturnCode }) => refusalIn(operation, ReturnCode)).filter((error) => error !== undefined);
    if (first) throw first;
  };
  return {
    setPostbackUrl: async (given, options) => {
      checkOptions("setPostbackUrl()", z.object({ ...ofNumber, type, url: z.string() }), given);
      const Url = postbackUrlFor(context, given.url);
      await set(to("SetPostbackUrl", given), { PostBackType: wireType(given.type), Url }, options);
    },
    enablePostbacks: async (given = {}, options) => {
      checkOptions("enablePostbacks()", z.object({ ...ofNumber, type, enabled: flag.optional() }), given);
      await set(to("SetPostbackEnabled", given), { PostBackType: wireType(given.type), Enabled: given.enabled ?? true }, options);
    },
    postbackSettings: async (given = {}, options) => {
      checkOptions("postbackSettings()", z.object(ofNumber), given);
      const { operation, parameters } = to("GetPostbackSettings", given);
      const said = await ask(context, operation, parameters, wireList(setting), options);
      return unlessAllRefused(said.map((one) => settingOf(operation, one)));
    },
  };
}

type Operation = "SetPostbackUrl" | "SetPostbackEnabled" | "GetPostbackSettings";

interface Addressed {
  readonly operation: `${Operation}For${"LicenseKey" | "PhoneNumber"}`;
  readonly parameters: Parameters;
}

/** Of a number where there is one, or else of the licence key. */
function addressed({ licenseKey: LicenseKey }: ClientContext, operation: Operation, { number: ours, country = "US" }: OfNumber): Addressed {
  if (ours === undefined) return { operation: `${operation}ForLicenseKey`, parameters: { LicenseKey } };
  return { operation: `${operation}ForPhoneNumber`, parameters: { LicenseKey, PhoneNumber: wireNumber(ours), Country: country } };
}

function settingOf(operation: string, said: z.output<typeof setting>): PostbackSetting {
  return {
    number: phoneNumber(said.PhoneNumber),
    country: said.Country,
    type: typeOf(said.PostbackType ?? "").name,
    url: said.PostbackUrl,
    enabled: said.PostbackEnabled,
    error: refusalIn(operation, said.ReturnCode),
  };
}

function refusalIn(operation: string, code: string): VendorError | undefined {
  const { name, entry } = postbackReturnCode(code);
  if (entry && !entry.failure) return undefined;
  return refusal(operation, entry?.failure ?? "vendor", name);
}

/** The name in the vendor's spelling, which is seen to work; its number has not been tried. */
function wireType(name: PostbackType = "all"): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function isType(name: string): name is PostbackType {
  return Object.hasOwn(postbackTypes, name);
}
