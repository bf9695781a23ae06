import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it, jest } from "@jest/globals";
import { type Postbacks, createPostbacks, memoryInbox } from "cdyne-postback";
import { type InspectorOptions, inspector } from "cdyne-postback/inspector";
import { deliver, deliveryReceipt, settled, sequence, smsReceived, smsReply, smsSent, waitFor } from "cdyne-postback/testing";
import express from "express";
import helmet from "helmet";
import { type WatchedPage, closeBrowser, openPage } from "../support/browser.js";
import { TOKEN } from "../support/packets.js";
import { inboxWith } from "../support/receiver.js";
import { closeServers, serve } from "../support/server.js";

jest.setTimeout(60_000);

const THEM = "+17575550123";
const US = "+17575550100";
const sent = smsSent({ from: US, to: THEM });
const axe = readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8");

const open = new Set<Postbacks>();

/** An application with the page below `/inspect`, and what is posted to it. */
async function host(options: InspectorOptions = {}, failing = false, inbox = memoryInbox()): Promise<{ postbacks: Postbacks; url: string }> {
  const postbacks = createPostbacks({ tokens: TOKEN, inbox, retry: { attempts: 1 }, logger: { warn: () => {}, error: () => {} } });
  open.add(postbacks);
  postbacks.onSmsReply(function thank() {
    if (failing) throw new TypeError("No");
  });
  const app = express().use(helmet()).use("/cdyne", postbacks.router).use("/inspect", inspector(postbacks, options));
  return { postbacks, url: `${await serve(app)}/inspect/` };
}

afterEach(async () => {
  await Promise.all([...open].map(async (one) => one.close({ timeout: 1 })));
  open.clear();
  await closeServers();
});
afterAll(closeBrowser);

const rows = (page: WatchedPage) => page.locator("table.list tbody tr");

describe("the list", () => {
  it("shows what comes without being loaded again, in the reader's time with UTC beside it", async () => {
    const { postbacks, url } = await host();
    const page = await openPage();
    await page.goto(url);
    await page.getByText("Nothing has come yet").waitFor();
    await deliver(postbacks, smsReply({ text: "yes", matched: sent }));
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(1);
    await page.getByText("One more has arrived.").waitFor();
    const time = rows(page).first().locator("time");
    const utc = new Date((await time.getAttribute("datetime")) ?? "");
    expect(await time.textContent()).toBe(new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "America/New_York" }).format(utc));
    expect(await time.getAttribute("title")).toMatch(/ UTC$/);
    expect(page.complaints).toEqual([]);
  });

  it("is filtered by what the address says, which the form writes", async () => {
    const { postbacks, url } = await host();
    await deliver(postbacks, smsReply({ text: "yes please", matched: sent }));
    await deliver(postbacks, smsReceived({ text: "Are you open?", from: THEM }));
    await settled(postbacks);
    const page = await openPage();
    await page.goto(url);
    await page.getByLabel("Event").selectOption("smsReceived");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL((address) => address.search === "?type=smsReceived");
    expect(await rows(page).count()).toBe(1);
    const colleague = await openPage();
    await colleague.goto(page.url());
    expect(await rows(colleague).count()).toBe(1);
    await colleague.goto(`${url}?text=PLEASE`);
    expect(await rows(colleague).allTextContents()).toEqual([expect.stringContaining("Reply")]);
  });

  it("goes on looking until something is found", async () => {
    const found = memoryInbox();
    const slow = inboxWith(() => ({
      list: async (query) => {
        const left = Number(query.cursor ?? 12);
        return left > 0 ? { items: [], next: String(await setTimeout(10, left - 1)) } : found.list({ limit: 1 });
      },
    }));
    const { postbacks, url } = await host({}, false, slow);
    await found.record([smsReply({ text: "yes", matched: sent })]);
    const page = await openPage();
    await page.goto(`${url}?text=yes`);
    await rows(page).first().waitFor();
    expect(await postbacks.list()).toMatchObject({ items: [], next: "11" });
  });

  it("takes times in the reader's zone", async () => {
    const { url } = await host();
    const page = await openPage();
    await page.goto(url);
    await page.getByLabel("Since").fill("2026-01-31T20:00");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL((address) => address.searchParams.get("since") === "2026-02-01T01:00:00.000Z");
    expect(await page.getByLabel("Since").inputValue()).toBe("2026-01-31T20:00");
  });
});

describe("the overview", () => {
  it("is drawn anew without marking what was there", async () => {
    const { postbacks, url } = await host();
    await deliver(postbacks, smsReply({ text: "yes", matched: sent }));
    await settled(postbacks);
    const page = await openPage();
    let listen = (): void => {};
    const mayListen = new Promise<void>((resolve) => (listen = resolve));
    await page.route("**/inspector.events", async (route) => {
      await mayListen;
      await route.continue();
    });
    await page.goto(`${url}overview`);
    await page.evaluate("document.querySelector('[data-live]').dataset.old = 'yes'");
    listen();
    await page.locator("[data-live]:not([data-old])").waitFor();
    expect(await page.locator("tbody tr").count()).toBeGreaterThan(0);
    expect(await page.locator("tr.new").count()).toBe(0);
  });
});

describe("numbers and texts", () => {
  it("are masked until somebody asks for them, on every page", async () => {
    const { postbacks, url } = await host();
    await deliver(postbacks, sent);
    await deliver(postbacks, smsReply({ text: "a secret", matched: sent }));
    await settled(postbacks);
    const page = await openPage();
    await page.goto(url);
    const visited: string[] = [];
    for (const next of ["Reply", "Conversation", "back", "All about this message"]) {
      visited.push(await page.content());
      await (next === "back" ? page.goBack() : page.getByRole("link", { name: next, exact: true }).click());
      await page.locator("h1").waitFor();
    }
    visited.push(await page.content());
    expect(new Set(visited).size).toBe(4);
    for (const markup of visited) expect(markup).not.toMatch(/5550123|5550100|a secret/);
    await page.getByRole("link", { name: "Show numbers and texts" }).click();
    await page.getByText('"a secret"').waitFor();
    expect(await page.content()).toContain(THEM);
    await page.getByRole("link", { name: "Reply", exact: true }).click();
    await page.getByText("curl --data-raw").waitFor();
  });

  it("are never shown without permission", async () => {
    const { postbacks, url } = await host({ reveal: false });
    await deliver(postbacks, smsReply({ text: "a secret", matched: sent }));
    const page = await openPage();
    await page.goto(`${url}?reveal=yes`);
    expect(await page.content()).not.toMatch(/5550123|a secret/);
    expect(await page.getByRole("link", { name: "Show numbers and texts" }).count()).toBe(0);
  });

  it("are text, whatever somebody writes", async () => {
    const { postbacks, url } = await host();
    const text = `</td><script>document.title = "taken"</script><img src=x onerror="document.title='taken'">'"&amp;`;
    const postback = smsReply({ text, matched: sent });
    await deliver(postbacks, postback);
    const page = await openPage();
    for (const address of [url, `${url}postback?key=${encodeURIComponent(postback.key)}`, `${url}conversation?of=${encodeURIComponent(postback.key)}`]) {
      await page.goto(`${address}${address === url ? "?" : "&"}reveal=yes`);
      expect(await page.locator("body").textContent()).toContain(JSON.stringify(text));
      expect(await page.title()).not.toContain("taken");
    }
    expect(page.complaints).toEqual([]);
  });
});

describe("a conversation", () => {
  it("is a thread of what both sides said, and a call has its digits and length", async () => {
    const { postbacks, url } = await host();
    const answer = smsReply({ text: "yes", matched: sent });
    await deliver(postbacks, sent);
    await deliver(postbacks, deliveryReceipt({ messageId: sent.messageId, from: US, to: THEM, status: "delivered" }));
    await deliver(postbacks, answer);
    for (const one of sequence.call({ callerId: US, phoneNumber: THEM, digits: "42", duration: 61 }).all) await deliver(postbacks, one);
    await settled(postbacks);
    const page = await openPage();
    await page.goto(`${url}conversation?reveal=yes&of=${encodeURIComponent(answer.key)}`);
    const theirs = page.locator(".thread .theirs");
    const ours = page.locator(".thread .ours");
    expect(await theirs.allTextContents()).toEqual([expect.stringContaining('"yes"')]);
    const said = (await ours.allTextContents()).join("\n");
    for (const what of [/Text sent handed over/, /Receipt delivered/, /Call placed[^]*Ringing[^]*Call finished answered, Call Answered, 61 s, digits 42/]) expect(said).toMatch(what);
  });
});

describe("actions", () => {
  it("deliver one again, and leave a line with who did it", async () => {
    const { postbacks, url } = await host({ authorize: () => "ada" }, true);
    const postback = smsReply({ text: "yes", matched: sent });
    await deliver(postbacks, postback);
    await settled(postbacks);
    const page = await openPage();
    await page.goto(`${url}postback?key=${encodeURIComponent(postback.key)}`);
    await page.getByText("given up", { exact: true }).waitFor();
    expect(await page.getByRole("table", { name: "Attempts that failed" }).textContent()).toMatch(/thank.*TypeError/s);
    await page.getByRole("button", { name: "Deliver again" }).click();
    await page.getByText("1 redelivered.").waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    const line = page.getByRole("row").filter({ hasText: "ada" });
    expect(await line.textContent()).toMatch(/redeliver/);
  });

  it("can be done as soon as they can, without loading the page again", async () => {
    const { postbacks, url } = await host();
    let end = (): void => {};
    postbacks.onSmsReply(async () => new Promise<void>((resolve) => (end = resolve)));
    const postback = smsReply({ text: "yes", matched: sent });
    await deliver(postbacks, postback);
    await waitFor(postbacks, postback, "running");
    const page = await openPage();
    await page.goto(`${url}postback?key=${encodeURIComponent(postback.key)}`);
    const button = page.getByRole("button", { name: "Deliver again" });
    expect(await button.isDisabled()).toBe(true);
    end();
    await page.getByText("handled", { exact: true }).waitFor();
    expect(await button.isDisabled()).toBe(false);
  });

  it("discard all of a filter after saying how many that are", async () => {
    const { postbacks, url } = await host({}, true);
    for (const text of ["one", "two"]) await deliver(postbacks, smsReply({ text, matched: sent }));
    await settled(postbacks);
    const page = await openPage();
    await page.goto(`${url}?state=dead`);
    await page.getByRole("link", { name: "Discard all…" }).click();
    await page.getByText("2 postbacks that can be discarded have all of this:").waitFor();
    await page.getByRole("button", { name: "Discard all" }).click();
    await page.getByText("2 discarded.").waitFor();
    expect((await postbacks.list({ state: "discarded" })).items).toHaveLength(2);
  });
});

describe("for everybody", () => {
  it("works with the keyboard alone", async () => {
    const { postbacks, url } = await host();
    await deliver(postbacks, smsReply({ text: "yes", matched: sent }));
    await settled(postbacks);
    const page = await openPage();
    await page.goto(url);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    const reached: string[] = [];
    while (!reached.includes("Reply") && reached.length < 60) {
      await page.keyboard.press("Tab");
      const { name, text, outline } = await page.evaluate<{ name: string; text: string; outline: string }>(
        "(({ tagName, textContent }, { outlineStyle }) => ({ name: tagName, text: textContent.trim(), outline: outlineStyle }))(document.activeElement, getComputedStyle(document.activeElement))",
      );
      reached.push(text);
      expect({ name, text, outline }).not.toMatchObject({ outline: "none" });
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "What it says" }).waitFor();
  });

  it("works without the script: filter, pages, actions", async () => {
    const { postbacks, url } = await host({}, true);
    await deliver(postbacks, smsReply({ text: "yes", matched: sent }));
    await settled(postbacks);
    const page = await openPage({ javaScriptEnabled: false });
    await page.goto(url);
    await page.getByLabel("Event").selectOption("smsReply");
    await page.getByRole("button", { name: "Filter" }).click();
    expect(await rows(page).count()).toBe(1);
    expect(await rows(page).first().locator("time").textContent()).toMatch(/ UTC$/);
    await page.getByRole("link", { name: "Reply", exact: true }).click();
    await page.getByRole("button", { name: "Deliver again" }).click();
    await page.getByText("1 redelivered.").waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("img", { name: /^Postbacks over time/ }).waitFor();
  });

  const settings = [
    { name: "light", options: {}, looks: true },
    { name: "dark, on a phone", options: { colorScheme: "dark", viewport: { width: 360, height: 740 } }, looks: true },
    // Nothing of it is not in the others but its width.
    { name: "200 % zoom", options: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, looks: false },
  ] as const;
  it.each(settings)("has nothing that axe would object to, and nothing beyond the edge: $name", async ({ options, looks }) => {
    const { postbacks, url } = await host({}, true);
    const postback = smsReply({ text: "yes", matched: sent });
    await deliver(postbacks, sent);
    await deliver(postbacks, postback);
    await settled(postbacks);
    const page = await openPage(options);
    const key = encodeURIComponent(postback.key);
    const addresses = ["?reveal=yes", "", "?type=callFinished", "?type=nonsense", `postback?key=${key}&reveal=yes`, `conversation?of=${key}`, `subject?subject=${postback.subject ?? ""}`, "overview", "confirm?action=discard&state=dead"];
    for (const address of addresses) {
      await page.goto(url + address);
      // By the tool, past the policy of the page.
      if (looks) await page.evaluate(axe);
      const violations = looks ? await page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + nodes.map(({ html }) => html)))") : [];
      expect({ address, violations }).toEqual({ address, violations: [] });
      const beyond = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      expect({ address, beyond }).toEqual({ address, beyond: 0 });
    }
    expect(page.complaints.filter((text) => !/status of 400/.test(text))).toEqual([]);
    expect(new Set(page.origins)).toEqual(new Set([new URL(url).origin]));
  });
});
