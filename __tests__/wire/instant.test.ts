import { describe, expect, it, test } from "@jest/globals";
import fc from "fast-check";
import { instant, receiptInstant } from "../../lib/wire/instant.js";

describe("a date of the vendor", () => {
  test.each([
    ["5/8/2010 2:42:36 AM", "2010-05-08T02:42:36.000Z"],
    ["5%2f8%2f2023+2%3a42%3a36+AM", "2023-05-08T02:42:36.000Z"],
    ["5%2F8%2F2023%202%3A42%3A36%20AM", "2023-05-08T02:42:36.000Z"],
    ["12/31/2023 12:00:00 AM", "2023-12-31T00:00:00.000Z"],
    ["12/31/2023 12:59:59 AM", "2023-12-31T00:59:59.000Z"],
    ["12/31/2023 12:00:00 PM", "2023-12-31T12:00:00.000Z"],
    ["12/31/2023 11:59:59 pm", "2023-12-31T23:59:59.000Z"],
    ["12/31/2023 1:00 PM", "2023-12-31T13:00:00.000Z"],
    ["05/08/2010 02:42:36 AM", "2010-05-08T02:42:36.000Z"],
    ["5/8/2010 14:42:36", "2010-05-08T14:42:36.000Z"],
    ["5/8/2010 2:42:36\u202fAM", "2010-05-08T02:42:36.000Z"],
    [" 5/8/2010 2:42:36 AM\r\n", "2010-05-08T02:42:36.000Z"],
    ["2/29/2024 1:02:03 AM", "2024-02-29T01:02:03.000Z"],
    ["2020-08-28T00:53:06.608Z", "2020-08-28T00:53:06.608Z"],
    ["2020-08-28T00%3A53%3A06.608Z", "2020-08-28T00:53:06.608Z"],
    ["2020-08-28T00:53:06Z", "2020-08-28T00:53:06.000Z"],
    ["2020-08-28T00:53:06", "2020-08-28T00:53:06.000Z"],
    ["2020-08-28 00:53:06", "2020-08-28T00:53:06.000Z"],
    ["2016-07-13T22:25:33.86", "2016-07-13T22:25:33.860Z"],
    ["2016-07-13T22:25:33.8612999Z", "2016-07-13T22:25:33.861Z"],
    ["2020-08-28T00:53:06-07:00", "2020-08-28T07:53:06.000Z"],
    ["2020-08-28T00:53:06+0530", "2020-08-27T19:23:06.000Z"],
    ["2020-08-28T00:53:06 05:30", "2020-08-27T19:23:06.000Z"],
    ["2020-08-28T00:53:06+00:00", "2020-08-28T00:53:06.000Z"],
    ["/Date(1682439497785)/", "2023-04-25T16:18:17.785Z"],
    ["/Date(1590840267010-0700)/", "2020-05-30T05:04:27.010Z"],
    ["/Date(1590840267010+0530)/", "2020-05-30T17:34:27.010Z"],
    ["\\/Date(0)\\/", "1970-01-01T00:00:00.000Z"],
  ])("%p is %s", (text, iso) => {
    expect(instant(text)?.toISOString()).toBe(iso);
  });

  test.each([
    undefined,
    "",
    " ",
    "1/1/0001 12:00:00 AM",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00Z",
    "0000-00-00T00:00:00",
    "/Date(-62135596800000)/",
    "/Date(99999999999999999999)/",
    "2/30/2024 1:02:03 AM",
    "2/29/2023 1:02:03 AM",
    "13/1/2023 1:02:03 AM",
    "0/1/2023 1:02:03 AM",
    "1/0/2023 1:02:03 AM",
    "1/1/2023 0:02:03 AM",
    "1/1/2023 13:02:03 PM",
    "1/1/2023 24:00:00",
    "1/1/2023 1:60:03 AM",
    "1/1/2023 1:02:60 AM",
    "1/1/23 1:02:03 AM",
    "1/1/2023",
    "2023-02-29T00:00:00Z",
    "2023-01-01T24:00:00Z",
    "2023-01-01T00:00:00+99:00",
    "2023-01-01",
    "1682439497785",
    "tomorrow",
    "%",
    "%2f%",
  ])("%p is none", (text) => {
    expect(instant(text)).toBeUndefined();
  });
});

describe("any numbers in the form of a date", () => {
  /** The engine's own calendar. */
  function fromCalendar(year: number, month: number, day: number, hour: number, minute: number, second: number): Date | undefined {
    const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
    const told = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
    return [year, month, day, hour, minute, second].every((part, index) => part === told[index]) ? date : undefined;
  }
  const numbers = fc.tuple(
    fc.oneof(fc.nat({ max: 9999 }), fc.constantFrom(99, 100, 1600, 1900, 1970, 2000, 2024, 2100)),
    fc.oneof(fc.nat({ max: 13 }), fc.constant(2)),
    fc.oneof(fc.nat({ max: 32 }), fc.constantFrom(28, 29, 30, 31)),
    fc.nat({ max: 25 }),
    fc.nat({ max: 61 }),
    fc.nat({ max: 61 }),
  );
  const digits = (number: number, length = 2): string => String(number).padStart(length, "0");

  it("are the instant that the calendar says, or none", () => {
    fc.assert(
      fc.property(numbers, ([year, month, day, hour, minute, second]) => {
        const time = `${digits(hour)}:${digits(minute)}:${digits(second)}`;
        const wanted = fromCalendar(year, month, day, hour, minute, second);
        expect(instant(`${month}/${day}/${digits(year, 4)} ${time}`)).toEqual(wanted);
        expect(instant(`${digits(year, 4)}-${digits(month)}-${digits(day)}T${time}Z`)).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a date in a receipt's text", () => {
  test.each([
    ["1209281334", "2012-09-28T13:34:00.000Z"],
    ["2306132307", "2023-06-13T23:07:00.000Z"],
    ["0001010000", "2000-01-01T00:00:00.000Z"],
    ["230613230759", "2023-06-13T23:07:59.000Z"],
  ])("%p is %s", (text, iso) => {
    expect(receiptInstant(text)?.toISOString()).toBe(iso);
  });

  test.each([undefined, "", "0000000000", "2313132307", "2302302307", "2306132407", "2306132360", "230613230", "23061323075", "230613230760", "23-06-13 23:07"])(
    "%p is none",
    (text) => {
      expect(receiptInstant(text)).toBeUndefined();
    },
  );
});
