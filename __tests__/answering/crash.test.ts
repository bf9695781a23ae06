import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "@jest/globals";
import { deliver, smsReceived, startVendor } from "cdyne-postback/testing";
import { endPrograms, run } from "../support/program.js";
import { until } from "../support/receiver.js";

const folder = mkdtempSync(join(tmpdir(), "cdyne-"));

afterEach(() => {
  endPrograms();
  rmSync(folder, { recursive: true, force: true });
});

it("an answer that was going out when the process was killed is not sent again", async () => {
  const vendor = await startVendor();
  const env = { FILE: join(folder, "postbacks.db"), LICENSE_KEY: vendor.licenseKey, MESSAGING_URL: vendor.messagingUrl };
  // The vendor sends it, and its answer never comes.
  vendor.interfere("SendMessage", { answer: "hang", done: true });
  const killed = run("__tests__/answering/answerer.ts", env);
  await killed.prints(/http\S+\n/);
  expect((await deliver(killed.output().trim(), smsReceived())).status).toBe(200);
  await until(() => vendor.requests.length === 1, 30);
  killed.kill();
  await killed.ended;

  const next = run("__tests__/answering/answerer.ts", env);
  await next.prints(/\{.*\n/);
  expect(next.output()).toContain('{"status":"uncertain","code":"CDYNE_ANSWER_UNCERTAIN"}');
  expect(vendor.requests).toHaveLength(1);
  await vendor.close();
}, 60_000);
