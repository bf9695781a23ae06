import { inspect } from "node:util";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Client, VendorError, createClient } from "../../lib/client/index.js";
import { notifyReturn, notifyReturns, recorded } from "../support/phone-vendor.js";

const KEY = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const CALL = { to: ["7575550001", "7575550002"], say: "a text of ours", callerId: "7575550003" };

const methods: Record<string, (client: Client) => Promise<unknown>> = {
  call: async (client) => client.call(CALL),
  callAdvanced: async (client) => client.callAdvanced(CALL),
  callMany: async (client) => client.callMany(CALL),
  callStatus: async (client) => client.callStatus("1"),
  callStatuses: async (client) => client.callStatuses(["1", "2"]),
  callsByPhoneNumber: async (client) => client.callsByPhoneNumber("7575550001"),
  cancelCall: async (client) => client.cancelCall("1"),
  cancelCallsByReference: async (client) => client.cancelCallsByReference("a"),
  responseCodes: async (client) => client.responseCodes(),
  voices: async (client) => client.voices(),
  assignIncomingNumber: async (client) => client.assignIncomingNumber("7575550001"),
  callOperation: async (client) => client.callOperation({ operation: "GetVersion" }),
};

const soap = (result: string): string =>
  `<Envelope><Body><NotifyPhoneAdvancedResponse><NotifyPhoneAdvancedResult>${result}</NotifyPhoneAdvancedResult></NotifyPhoneAdvancedResponse></Body></Envelope>`;
const whole = [
  recorded("call-queued"),
  recorded("call-finished"),
  recorded("call-voices"),
  recorded("call-response-codes"),
  notifyReturn({ ResponseCode: 9 }),
  notifyReturns({ QueueID: 1 }, { ResponseCode: 14 }),
  notifyReturns({ QueueID: 1 }),
  soap("<ResponseCode>0</ResponseCode><QueueID>7</QueueID>"),
  soap(""),
  "<boolean>true</boolean>",
  "<boolean/>",
  "<int>-1</int>",
  "<int>x</int>",
  '<NotifyReturn><ResponseCode>0</ResponseCode><ResponseCode>1</ResponseCode><__proto__>a</__proto__></NotifyReturn>',
  "<ArrayOfNotifyReturn>text</ArrayOfNotifyReturn>",
  "<ArrayOfNotifyReturn><NotifyReturn/><NotifyReturn>text</NotifyReturn></ArrayOfNotifyReturn>",
];
const damaged = fc
  .tuple(fc.constantFrom(...whole), fc.nat(), fc.nat({ max: 30 }), fc.string({ unit: "binary", maxLength: 5 }))
  .map(([body, at, length, instead]) => body.slice(0, at % body.length) + instead + body.slice((at % body.length) + length));
const bodies = fc.oneof(fc.constantFrom(...whole), damaged, fc.string({ unit: "binary" }));

describe("no answer whatsoever", () => {
  test.each(Object.entries(methods))("makes %s() throw anything but a VendorError, or say what nobody else should know", async (_, ask) => {
    await fc.assert(
      fc.asyncProperty(bodies, fc.constantFrom(200, 200, 200, 302, 400), async (body, status) => {
        const answer = async (): Promise<Response> => new Response(body, { status, headers: { "content-type": "text/xml" } });
        const client = createClient({ licenseKey: KEY, fetch: answer });
        const error: unknown = await ask(client).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error === undefined) return;
        expect(error).toBeInstanceOf(VendorError);
        expect(inspect(error)).not.toMatch(/0a1b2c3d|75755500|a text of ours/);
      }),
      { numRuns: 100 },
    );
  });
});
