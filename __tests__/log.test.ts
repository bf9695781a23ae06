import { describe, expect, it } from "@jest/globals";
import { createLog, errorDetails } from "../lib/log.js";
import { PostbackError } from "../lib/problems.js";

describe("errorDetails()", () => {
  it("tells name, code and place, and never the message", () => {
    const error = Object.assign(new RangeError("17575449510\n    at home is 4711 (x:1:1)"), { code: "ENOSPC" });
    expect(errorDetails(error)).toEqual({
      error: "RangeError",
      errorCode: "ENOSPC",
      at: expect.stringMatching(/^at .*log\.test\.ts:\d+:\d+\)?$/),
    });
  });

  it("tells the code of the cause, and nothing else of it", () => {
    const cause = Object.assign(new Error("17575449510"), { code: "MODULE_NOT_FOUND" });
    const details = errorDetails(new PostbackError("CDYNE_PG_MISSING", undefined, { cause }));
    expect(details).toMatchObject({ error: "PostbackError", errorCode: "CDYNE_PG_MISSING", causeCode: "MODULE_NOT_FOUND" });
    expect(JSON.stringify(details)).not.toContain("17575449510");
    for (const other of ["17575449510", new Error("17575449510"), { code: "17575449510" }, undefined]) {
      expect(errorDetails(new Error("x", { cause: other }))).toEqual({ error: "Error", at: expect.any(String) });
    }
  });

  it.each([
    ["a text", "17575449510", { error: "string" }],
    ["nothing", undefined, { error: "undefined" }],
    ["an error without a stack", Object.assign(new Error("x"), { stack: undefined }), { error: "Error" }],
    ["an error whose stack does not hold its message", Object.assign(new Error("message"), { stack: "Error: 17575449510\n    at home (x:1:1)" }), { error: "Error" }],
    ["an error with a number for a stack", Object.assign(new Error("x"), { stack: 5 }), { error: "unreadable" }],
    ["an error that cannot be read", Object.defineProperty(new Error("x"), "stack", { get: () => { throw new Error("no"); } }), { error: "unreadable" }],
    ["an object that is gone", revoked(), { error: "unreadable" }],
  ])("survives %s", (_, error, details) => {
    expect(errorDetails(error)).toEqual(details);
  });
});

describe("a log", () => {
  it("knows which warnings it has given: neither those that nobody wants nor errors", () => {
    const written: string[] = [];
    const write = (details: object) => written.push(JSON.stringify(details));
    const log = createLog({ warn: write, error: write }, { CDYNE_HANDLER_LATE: false });
    log.error("CDYNE_CLOSED");
    for (const event of ["smsSent", "smsReply", "smsSent"]) log.warnOnce("CDYNE_HANDLER_NONE", event);
    log.warnOnce("CDYNE_HANDLER_LATE", "smsSent");
    log.warnOnce("CDYNE_HANDLERS_DIFFER", undefined, { here: ["any:a"] });
    expect(log.said).toEqual(["CDYNE_HANDLER_NONE", "CDYNE_HANDLERS_DIFFER"]);
    expect(written.slice(1)).toEqual([
      '{"code":"CDYNE_HANDLER_NONE","event":"smsSent"}',
      '{"code":"CDYNE_HANDLER_NONE","event":"smsReply"}',
      '{"code":"CDYNE_HANDLERS_DIFFER","here":["any:a"]}',
    ]);
    expect([log.isOn("CDYNE_HANDLER_LATE"), log.isOn("CDYNE_HANDLER_NONE")]).toEqual([false, true]);
  });
});

describe("a logger that fails", () => {
  it.each([
    ["throws", () => { throw new Error("disk full"); }],
    ["rejects", async () => Promise.reject(new Error("disk full"))],
  ])("because it %s harms nobody", async (_, write) => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => void rejections.push(reason);
    process.on("unhandledRejection", note);
    const log = createLog({ warn: write, error: write });
    log.error("CDYNE_CLOSED");
    log.warnOnce("CDYNE_MEMORY_INBOX");
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(rejections).toEqual([]);
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
