import { describe, expect, test } from "@jest/globals";
import { phoneNumber } from "../../lib/wire/phone-number.js";

describe("a phone number", () => {
  test.each([
    ["17575449511", "+17575449511"],
    ["7575449511", "+17575449511"],
    ["+17575449511", "+17575449511"],
    [" 17575449511", "+17575449511"],
    ["+7575449511", "+17575449511"],
    [" 7575449511 ", "+17575449511"],
    ["1 (757) 544-9511", "+17575449511"],
    ["757.544.9511", "+17575449511"],
    ["8005551234", "+18005551234"],
    ["011442079460958", "+442079460958"],
    ["442079460958", "+442079460958"],
    ["+442079460958", "+442079460958"],
    [" 442079460958", "+442079460958"],
    ["+4532123456", "+4532123456"],
    [" 4532123456", "+4532123456"],
  ])("%p is %s", (posted, e164) => {
    expect(phoneNumber(posted)).toBe(e164);
  });

  test.each([
    ["a short code", "74121"],
    ["a short code", "555555"],
    ["an emergency", "911"],
    ["seven digits", "5449511"],
    ["ten digits that no number of ours begins with", "1575449511"],
    ["eleven digits that are no number", "11575449511"],
    ["a country that there is not", "0119991234567"],
    ["zeros", "0000000000"],
    ["a name", "Anonymous"],
    ["an address", "sip:7575449511@example.com"],
    ["punctuation", "(-)"],
    ["a plus sign", "+"],
    ["letters behind it", "7575449511x5"],
  ])("%s stays as it was posted: %p", (_, posted) => {
    expect(phoneNumber(posted)).toBe(posted);
  });

  test.each([undefined, "", " "])("%p is none", (posted) => {
    expect(phoneNumber(posted)).toBeUndefined();
  });

  test("is the same in every form that the vendor posts", () => {
    const forms = ["7575449511", "17575449511", "+17575449511", " 17575449511"];
    expect(new Set(forms.map(phoneNumber)).size).toBe(1);
  });
});
