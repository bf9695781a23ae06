import { afterEach, describe, expect, it } from "@jest/globals";
import { closeAll, getJson, json, postJson, sendText, vendorWith } from "./asking.js";

const content = Buffer.from("a picture").toString("base64");

interface Metadata {
  MediaId: number;
  FileName: string;
}

afterEach(closeAll);

describe("media", () => {
  it("is kept, found, given back and removed", async () => {
    const vendor = await vendorWith({ inferred: { jsonDateOffset: false } });
    const made = await json<Metadata>(vendor, "CreateMediaFromContent", { Base64EncodedContent: content, Filename: "Cat.PNG", Tags: ["pets"] });
    expect(made).toEqual({ FileDate: expect.stringMatching(/^\/Date\(\d+\)\/$/), FileName: "Cat.PNG", FileSize: 9, MediaId: 17_772, MimeType: "image/png", Tags: ["pets"] });
    await json(vendor, "CreateMediaFromUrl", { Url: "https://a.test/dog.gif", Filename: "dog.gif" });
    const names = async (criteria: object) => (await json<{ Media: Metadata[] }>(vendor, "GetMediaInfo", criteria)).Media.map(({ FileName }) => FileName);
    expect(await names({})).toEqual(["Cat.PNG", "dog.gif"]);
    expect(await names({ FilenamePattern: "*.png" })).toEqual(["Cat.PNG"]);
    expect(await names({ FileType: "gif" })).toEqual(["dog.gif"]);
    expect(await names({ MinimumFileSize: 1, MaximumFileSize: 9 })).toEqual(["Cat.PNG"]);
    expect(await names({ Tags: ["pets"] })).toEqual(["Cat.PNG"]);
    expect(await names({ MediaId: 17_773 })).toEqual(["dog.gif"]);
    expect(await names({ PageNumber: 2, PageSize: 1 })).toEqual(["dog.gif"]);
    expect(await json(vendor, "GetMedia", { MediaId: 17_772 })).toBe(content);
    expect(await getJson(vendor, "GetMedia", { MediaId: "17772" })).toBe(content);
    expect(await json(vendor, "RemoveMedia", { MediaId: 17_772 })).toBe(true);
    expect(await json(vendor, "RemoveMedia", { MediaId: 17_772 })).toBe(false);
    expect(await json(vendor, "GetMedia", { MediaId: 17_772 })).toBeNull();
  });

  it("is carried by messages in both directions", async () => {
    const vendor = await vendorWith();
    const { MediaId } = await json<Metadata>(vendor, "CreateMediaFromContent", { Base64EncodedContent: content, Filename: "cat.png" });
    const { MessageID, ...sent } = await sendText(vendor, { Attachments: [String(MediaId)], UseMMS: true, Body: "" });
    expect(sent).toMatchObject({ Attachments: String(MediaId), MessageStatus: 201 });
    expect(await json(vendor, "GetMediaInfo", { OutgoingMessageId: MessageID })).toMatchObject({ Media: [{ MediaId }] });
    vendor.handset("+17575550123").texts("+17575550100", "", [MediaId]);
    await vendor.settled();
    const [incoming] = await json<{ IncomingMessageID: string }[]>(vendor, "ReadIncomingMessages");
    expect(incoming).toMatchObject({ Attachments: [MediaId] });
    expect(await json(vendor, "GetMediaInfo", { IncomingMessageId: incoming?.IncomingMessageID })).toMatchObject({ Media: [{ MediaId }] });
  });

  it("of another key is nobody's business", async () => {
    const vendor = await vendorWith();
    expect(await postJson(vendor, "GetMediaInfo", { LicenseKey: "99999999-2222-3333-4444-555555555555" })).toMatchObject({ status: 400 });
  });
});

describe("keywords", () => {
  it("are assigned to a short code of one's own, and removed", async () => {
    const vendor = await vendorWith({ numbers: ["74121"] });
    const outcome = async (operation: string, Keyword: string, ShortCode = "74121") => {
      const { SMSKeyword } = await json<{ SMSKeyword: { ReturnCode: number }[] }>(vendor, operation, { SMSKeywords: [{ Keyword, ShortCode }] });
      return SMSKeyword.map(({ ReturnCode }) => ReturnCode);
    };
    expect(await outcome("AssignKeyword", "PIZZA")).toEqual([1]);
    expect(await outcome("AssignKeyword", "pizza")).toEqual([2]);
    expect(await outcome("AssignKeyword", "PIZZA", "55555")).toEqual([3]);
    expect(await outcome("AssignKeyword", "STOP")).toEqual([5]);
    expect(await outcome("AssignKeyword", "ab")).toEqual([5]);
    expect(await outcome("AssignKeyword", "PIZZA", "7575550100")).toEqual([6]);
    expect(await getJson(vendor, "GetKeywords")).toMatchObject({ ReturnCode: 0, SMSKeyword: [{ Keyword: "PIZZA", ShortCode: "74121", ReturnCode: 0 }] });
    expect(await outcome("RemoveKeyword", "PIZZA")).toEqual([7]);
    expect(await outcome("RemoveKeyword", "PIZZA")).toEqual([8]);
    expect(await getJson(vendor, "GetKeywords", { LicenseKey: "99999999-2222-3333-4444-555555555555" })).toMatchObject({ ReturnCode: 4 });
  });
});
