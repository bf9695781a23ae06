import { type Answer, choice, flag, list, record, text } from "../protocols/answer.js";
import { type PostbackKind, type PostbackReturnCode, nameIn, postbackKinds, postbackReturnCodes } from "../records/codes.js";
import { isPostable } from "../protocols/dispatch.js";
import { type Given } from "../given.js";
import { readNumber, writeNumber } from "../records/numbers.js";
import { type Service } from "../service.js";
import { type Setting, type Target } from "../records/settings.js";
import { type MessagingOperation, get, keyOf } from "./operation.js";

/** Which URL gets the postbacks of a licence key or a number. https://esendex.us/docs/sms-api/api/methods/SetPostbackUrlForLicenseKey */
export const settingsOperations: Readonly<Record<string, MessagingOperation>> = {
  SetPostbackUrlForLicenseKey: get((given, service) => codeOf(setUrl(given, service, ofKey))),
  SetPostbackUrlForPhoneNumber: get((given, service) => codeOf(setUrl(given, service, ofNumber))),
  SetPostbackEnabledForLicenseKey: get((given, service) => {
    const { code, setting } = setEnabled(given, service, ofKey);
    return service.inferred.setEnabledAnswer === "code" ? codeOf(code) : settingsResponse(setting, code);
  }),
  SetPostbackEnabledForPhoneNumber: get((given, service) => codeOf(setEnabled(given, service, ofNumber).code)),
  GetPostbackSettingsForLicenseKey: get((given, service) => settingsOf(given, service, ofKey)),
  GetPostbackSettingsForPhoneNumber: get((given, service) => settingsOf(given, service, ofNumber)),
};

type FindTarget = (given: Given, service: Service) => Target | PostbackReturnCode;

function ofKey(given: Given, service: Service): Target | PostbackReturnCode {
  const licenseKey = keyOf(given, service);
  return licenseKey === undefined ? "InvalidLicenseKey" : { licenseKey, number: undefined };
}

const COUNTRIES: readonly (string | undefined)[] = ["US", "CA"];

function ofNumber(given: Given, service: Service): Target | PostbackReturnCode {
  const licenseKey = keyOf(given, service);
  if (licenseKey === undefined) return "InvalidLicenseKey";
  if (!COUNTRIES.includes(given.text("Country")?.toUpperCase())) return "InvalidCountry";
  const number = readNumber(given.text("PhoneNumber"));
  if (number === undefined) return "InvalidPhoneNumber";
  return service.accounts.owns(licenseKey, number) ? { licenseKey, number } : "NotFound";
}

function setUrl(given: Given, service: Service, find: FindTarget): PostbackReturnCode {
  const target = find(given, service);
  if (typeof target === "string") return target;
  const kind = kindOf(given, service);
  if (kind === undefined) return "InvalidPostbackType";
  const url = given.text("Url") ?? "";
  if (!isPostable(url)) return "InvalidUrl";
  service.settings.setUrl(target, kind, url, service.inferred.urlEnables);
  return "NoError";
}

function setEnabled(given: Given, service: Service, find: FindTarget): { code: PostbackReturnCode; setting?: Setting | undefined } {
  const target = find(given, service);
  if (typeof target === "string") return { code: target };
  const kind = kindOf(given, service);
  if (kind === undefined) return { code: "InvalidPostbackType" };
  const setting = service.settings.find(target, kind);
  if (!setting) return { code: "NotFound" };
  setting.enabled = given.flag("Enabled");
  return { code: "NoError", setting };
}

/** A name or a number of the type, as far as the vendor takes them. */
function kindOf(given: Given, { inferred }: Service): PostbackKind | undefined {
  const type = given.text("PostBackType") ?? "";
  const isNumber = /^\d+$/.test(type);
  return inferred.queryEnums === (isNumber ? "names" : "numbers") ? undefined : nameIn(postbackKinds, type);
}

function settingsOf(given: Given, service: Service, find: FindTarget): Answer {
  const target = find(given, service);
  const settings = typeof target === "string" ? [settingsResponse(undefined, target)] : service.settings.list(target).map((one) => settingsResponse(one, "NoError"));
  return list("PostbackSettingsResponse", settings);
}

function settingsResponse(setting: Setting | undefined, code: PostbackReturnCode): Answer {
  const number = setting?.number;
  return record("PostbackSettingsResponse", {
    Country: text(number === undefined ? undefined : "US"),
    PhoneNumber: text(number === undefined ? undefined : writeNumber(number, 10)),
    PostbackEnabled: flag(setting?.enabled ?? false),
    PostbackType: choice("SMSPostbackType", postbackKinds, setting?.kind ?? "All"),
    PostbackUrl: text(setting?.url),
    ReturnCode: choice("SMSPostbackReturnCode", postbackReturnCodes, code),
  });
}

function codeOf(code: PostbackReturnCode): Answer {
  return choice("SMSPostbackReturnCode", postbackReturnCodes, code);
}
