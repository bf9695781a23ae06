import { afterEach, describe, expect, it } from "@jest/globals";
import { type Vendor, type VendorOptions } from "cdyne-postback/testing";
import { closeAll, getJson, hook, sendText, vendorWith } from "./asking.js";

const DID = { PhoneNumber: "7575550100", Country: "US" };
const HANDSET = "+17575550123";
const OTHER_KEY = "99999999-2222-3333-4444-555555555555";

async function assign(vendor: Vendor, target: Record<string, string>, type: string, url: string): Promise<unknown[]> {
  const of = "PhoneNumber" in target ? "ForPhoneNumber" : "ForLicenseKey";
  return [
    await getJson(vendor, `SetPostbackUrl${of}`, { ...target, PostBackType: type, Url: url }),
    await getJson(vendor, `SetPostbackEnabled${of}`, { ...target, PostbackType: type, Enabled: "true" }),
  ];
}

afterEach(closeAll);

describe("assigned URLs", () => {
  it("get the postbacks of their type, and the one for a type comes before the one for all", async () => {
    const { url } = await hook();
    const vendor = await vendorWith({ numbers: ["74121"] });
    expect(await assign(vendor, {}, "All", `${url}/all`)).toEqual([0, 0]);
    expect(await assign(vendor, {}, "IncomingMessage", `${url}/incoming`)).toEqual([0, 0]);
    expect(await assign(vendor, {}, "DeliveryReceipt", `${url}/receipts`)).toEqual([0, 0]);
    vendor.handset(HANDSET).receipt("000").replies("yes");
    await sendText(vendor);
    await vendor.settled();
    expect(vendor.postbacks.map((one) => [one.event, new URL(one.url).pathname])).toEqual([
      ["smsSent", "/all"],
      ["deliveryReceipt", "/receipts"],
      ["smsReply", "/incoming"],
    ]);
  });

  it.each([
    [false, 0],
    [true, 1],
  ])("need to be enabled, unless a URL enables: %s", async (urlEnables, count) => {
    const { url } = await hook();
    const vendor = await vendorWith({ inferred: { urlEnables } });
    await getJson(vendor, "SetPostbackUrlForPhoneNumber", { ...DID, PostBackType: "All", Url: url });
    await sendText(vendor);
    await vendor.settled();
    expect(vendor.postbacks).toHaveLength(count);
    await getJson(vendor, "SetPostbackEnabledForPhoneNumber", { ...DID, PostbackType: "All", Enabled: "true" });
    await sendText(vendor);
    await vendor.settled();
    expect(vendor.postbacks).toHaveLength(count + 1);
  });

  it.each<[VendorOptions["precedence"], string]>([
    [undefined, "/message"],
    ["message-first", "/message"],
    ["number-first", "/number"],
    ["key-first", "/key"],
  ])("are asked in the order %s, and one gets the postback", async (precedence, path) => {
    const { url, received } = await hook();
    const vendor = await vendorWith({ precedence });
    await assign(vendor, {}, "All", `${url}/key`);
    await assign(vendor, DID, "All", `${url}/number`);
    await sendText(vendor, { PostbackUrl: `${url}/message` });
    await vendor.settled();
    expect(received).toMatchObject([{ url: path }]);
  });

  it.each([
    ["calls", "/Token"],
    ["none", "/Token"],
    ["all", "/token"],
  ] as const)("may be made lower case: %s", async (lowerCaseUrls, path) => {
    const { url, received } = await hook();
    const vendor = await vendorWith({ inferred: { lowerCaseUrls } });
    await sendText(vendor, { PostbackUrl: `${url}/Token` });
    await vendor.settled();
    expect(received).toMatchObject([{ url: path }]);
  });

  it("can be read back: of a number, and of a key with its numbers", async () => {
    const vendor = await vendorWith();
    await getJson(vendor, "SetPostbackUrlForLicenseKey", { PostBackType: "1", Url: "https://a.test/" });
    await assign(vendor, DID, "OutgoingMessage", "https://b.test/");
    const ofNumber = { Country: "US", PhoneNumber: "7575550100", PostbackEnabled: true, PostbackType: 3, PostbackUrl: "https://b.test/", ReturnCode: 0 };
    const ofKey = { Country: null, PhoneNumber: null, PostbackEnabled: false, PostbackType: 1, PostbackUrl: "https://a.test/", ReturnCode: 0 };
    expect(await getJson(vendor, "GetPostbackSettingsForPhoneNumber", DID)).toEqual([ofNumber]);
    expect(await getJson(vendor, "GetPostbackSettingsForLicenseKey")).toEqual([ofKey, ofNumber]);
  });

  it("can be assigned by the vendor's staff", async () => {
    const { url, received } = await hook();
    const vendor = await vendorWith();
    vendor.assign("+17575550100", { postbackUrl: url });
    vendor.handset(HANDSET).texts("+17575550100", "Hello");
    await vendor.settled();
    expect(received).toHaveLength(1);
  });
});

describe("what is refused", () => {
  const url = { PostBackType: "All", Url: "https://a.test/" };

  it.each([
    [1, { ...DID, ...url, LicenseKey: OTHER_KEY }],
    [2, { ...DID, ...url, Url: "a.test" }],
    [2, { ...DID, ...url, Url: " https://a.test/" }],
    [2, { ...DID, ...url, Url: "" }],
    [3, { ...DID, ...url, PhoneNumber: "757" }],
    [4, { ...DID, ...url, PostBackType: "Everything" }],
    [5, { ...DID, ...url, PhoneNumber: "7575550199" }],
    [6, { ...DID, ...url, Country: "DE" }],
  ])("has the code %i: %j", async (code, parameters) => {
    expect(await getJson(await vendorWith(), "SetPostbackUrlForPhoneNumber", parameters)).toBe(code);
  });

  it("is to enable what has no URL, and to read what is not one's own", async () => {
    const vendor = await vendorWith();
    expect(await getJson(vendor, "SetPostbackEnabledForLicenseKey", { PostbackType: "All", Enabled: "true" })).toBe(5);
    expect(await getJson(vendor, "GetPostbackSettingsForLicenseKey", { LicenseKey: OTHER_KEY })).toMatchObject([{ ReturnCode: 1, PostbackUrl: null }]);
  });

  it.each([
    ["names", 0, 4],
    ["numbers", 4, 0],
    ["both", 0, 0],
  ] as const)("may be the other form of a type: %s", async (queryEnums, name, number) => {
    const vendor = await vendorWith({ inferred: { queryEnums } });
    const codes = [];
    for (const PostBackType of ["DeliveryReceipt", "1"]) codes.push(await getJson(vendor, "SetPostbackUrlForLicenseKey", { ...url, PostBackType }));
    expect(codes).toEqual([name, number]);
  });

  it("may be answered with the setting, when it is enabled for a key", async () => {
    const vendor = await vendorWith({ inferred: { setEnabledAnswer: "object" } });
    expect(await assign(vendor, {}, "All", "https://a.test/")).toEqual([0, expect.objectContaining({ PostbackEnabled: true, ReturnCode: 0 })]);
  });
});
