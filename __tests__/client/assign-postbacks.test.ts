import { afterEach, describe, expect, it } from "@jest/globals";
import { createPostbacks } from "cdyne-postback";
import { type Answer, type Request, json, messagingVendor } from "../support/messaging-vendor.js";
import { TOKEN } from "../support/packets.js";
import { closeServers } from "../support/server.js";

afterEach(closeServers);

const BASE = "https://postbacks.ourhost.net/cdyne";
const postbacks = createPostbacks({ tokens: { acme: TOKEN, beta: "fedcba9876543210fedcba9876543210" } });
const URL_OF_ACME = `${BASE}/${TOKEN}`;

/** A vendor that keeps settings, as far as `refuse` lets it. */
function settingsVendor(refuse: (operation: string, number: string) => number = () => 0) {
  const kept = new Map<string, { PostbackEnabled: boolean; PostbackUrl: string }>();
  return ({ path }: Request): Answer => {
    const { pathname, searchParams } = new URL(path, "http://localhost");
    const operation = pathname.split("/").at(-1) ?? "";
    const number = searchParams.get("PhoneNumber") ?? "";
    const code = refuse(operation, number);
    if (code) return json(code);
    const setting = kept.get(number) ?? { PostbackEnabled: false, PostbackUrl: "" };
    if (operation.startsWith("SetPostbackUrl")) kept.set(number, { ...setting, PostbackUrl: searchParams.get("Url") ?? "" });
    if (operation.startsWith("SetPostbackEnabled")) kept.set(number, { ...setting, PostbackEnabled: searchParams.get("Enabled") === "true" });
    if (operation.startsWith("Set")) return json(0);
    return json([{ Country: searchParams.get("Country"), PhoneNumber: number, PostbackType: 0, ReturnCode: 0, ...setting }]);
  };
}

describe("assignPostbacks()", () => {
  it("sets, enables, reads back and reports each number", async () => {
    const vendor = await messagingVendor(settingsVendor());
    const reports = await vendor.client().assignPostbacks(postbacks, { base: BASE, account: "acme", numbers: ["757-555-0000", "74121"] });
    const setting = { country: "US", type: "all", url: URL_OF_ACME, enabled: true, error: undefined };
    expect(reports).toEqual([
      { number: "+17575550000", url: URL_OF_ACME, assigned: true, settings: [{ number: "+17575550000", ...setting }], error: undefined },
      { number: "74121", url: URL_OF_ACME, assigned: true, settings: [{ number: "74121", ...setting }], error: undefined },
    ]);
    expect(vendor.requests.map(({ path }) => path.replace(/^\/Messaging.svc\/(\w+)\?.*PhoneNumber=(\d+).*$/, "$1 $2"))).toEqual([
      "SetPostbackUrlForPhoneNumber 7575550000",
      "SetPostbackEnabledForPhoneNumber 7575550000",
      "GetPostbackSettingsForPhoneNumber 7575550000",
      "SetPostbackUrlForPhoneNumber 74121",
      "SetPostbackEnabledForPhoneNumber 74121",
      "GetPostbackSettingsForPhoneNumber 74121",
    ]);
  });

  it("goes on after a number that the vendor refuses, and says what it set and what not", async () => {
    const vendor = await messagingVendor(settingsVendor((_, number) => (number === "7575550001" ? 3 : 0)));
    const given = { base: BASE, account: "beta", numbers: ["7575550001", "7575550002"], country: "CA" };
    expect(await vendor.client().assignPostbacks(postbacks, given)).toMatchObject([
      { number: "+17575550001", assigned: false, error: { code: "CDYNE_REQUEST_REFUSED", vendorCode: "InvalidPhoneNumber" } },
      { number: "+17575550002", assigned: true, settings: [{ country: "CA" }] },
    ]);
  });

  it("does not take it for assigned when the settings say something else", async () => {
    const other = { Country: "US", PhoneNumber: "7575550000", PostbackEnabled: true, PostbackType: 2, PostbackUrl: URL_OF_ACME, ReturnCode: 0 };
    const given = { base: BASE, account: "acme", numbers: ["7575550000"] };
    for (const [settings, assigned] of [
      [[], false],
      [[{ ...other, PostbackType: 0, PostbackEnabled: false }], false],
      [[{ ...other, PostbackType: 0, PostbackUrl: `${URL_OF_ACME}x` }], false],
      [[other, { ...other, PostbackType: 1 }], false],
      [[other, { ...other, PostbackType: "DeliveryReceipt" }, { ...other, PostbackType: 3 }], true],
    ] as const) {
      const vendor = await messagingVendor(json(0), json(0), json(settings));
      expect(await vendor.client().assignPostbacks(postbacks, given)).toMatchObject([{ assigned }]);
    }
  });

  it("stops at a refused licence key", async () => {
    const vendor = await messagingVendor(settingsVendor(() => 1));
    const given = { base: BASE, account: "acme", numbers: ["7575550001", "7575550002"] };
    await expect(vendor.client().assignPostbacks(postbacks, given)).rejects.toMatchObject({ code: "CDYNE_LICENSE_KEY_REFUSED" });
    expect(vendor.requests).toHaveLength(1);
  });

  it("needs an account where there are several", async () => {
    const vendor = await messagingVendor(settingsVendor());
    await expect(vendor.client().assignPostbacks(postbacks, { base: BASE, numbers: ["74121"] })).rejects.toMatchObject({ code: "CDYNE_ACCOUNT_UNKNOWN" });
    expect(vendor.requests).toEqual([]);
  });
});
