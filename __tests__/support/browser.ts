import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, type Page, chromium as launcher } from "playwright-core";

let browser: Browser | undefined;

/** A page of its own in a real browser, which fails the test that closes it with whatever it has complained of. `closeBrowser` ends all. */
export async function openPage(options: BrowserContextOptions = {}): Promise<WatchedPage> {
  // No page needs WebGL, and without a graphics card it would be reckoned by the processor.
  chromium.setGraphicsMode = false;
  browser ??= await launcher.launch({ executablePath: await chromium.executablePath(), args: chromium.args, headless: true });
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "America/New_York", ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => elsewhere.push(new URL(request.url()).origin));
  return Object.assign(page, { complaints, origins: elsewhere });
}

export interface WatchedPage extends Page {
  /** What its console says, among it what the content security policy has refused. */
  readonly complaints: readonly string[];
  /** Where it has asked for something. */
  readonly origins: readonly string[];
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}
