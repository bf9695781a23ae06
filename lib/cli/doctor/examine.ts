import { type Inbox } from "../../index.js";
import { address } from "./checks/address.js";
import { answer, greets, isPage, isRedirect } from "./checks/answer.js";
import { body } from "./checks/body.js";
import { certificate } from "./checks/certificate.js";
import { connection } from "./checks/connection.js";
import { inbox } from "./checks/inbox.js";
import { inside } from "./checks/inside.js";
import { letterCase } from "./checks/letter-case.js";
import { speed } from "./checks/speed.js";
import { spelling } from "./checks/spelling.js";
import { type VendorQuestion, vendor } from "./checks/vendor.js";
import { wrongToken } from "./checks/wrong-token.js";
import { type Finding, type Severity, finding } from "../../findings/finding.js";
import { Host, isProbed } from "./host.js";
import { ordinary } from "./samples.js";
import { type Visited } from "./visit.js";

export interface ExamineOptions {
  /** How long each answer may take, in milliseconds; 10,000 by default. */
  readonly timeout?: number | undefined;
  /** From when on an answer is slow, in milliseconds; 2,000 by default. */
  readonly slow?: number | undefined;
  /** Certificates that are trusted in place of the public ones. */
  readonly ca?: string | undefined;
  /** Whom to ask for the vendor's settings. */
  readonly vendor?: VendorQuestion | undefined;
  /** An inbox to look into. It is left open. */
  readonly inbox?: Inbox | undefined;
  /** The file that it is in, where `listen` has made it. */
  readonly listened?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const ORDER: readonly Severity[] = ["error", "warning", "note"];

/** Looks at a host from outside and, where it has a probe's answer, from inside. The worst comes first. Nothing that it posts is recorded. */
export async function examine(given: string | undefined, options: ExamineOptions = {}): Promise<Finding[]> {
  const findings = [
    ...(given === undefined ? [] : await examineUrl(given, options)),
    ...(options.vendor ? await vendor(options.vendor, given !== undefined && URL.canParse(given) ? new URL(given) : undefined) : []),
    ...(options.inbox ? await inbox(options.inbox, options.listened) : []),
  ];
  const told = onceOfListen(findings);
  return ORDER.flatMap((severity) => told.filter((one) => one.severity === severity));
}

/** Stops where the rest would only say the same again. */
async function examineUrl(given: string, options: ExamineOptions): Promise<Finding[]> {
  const spelt = spelling(given);
  if (hasError(spelt)) return spelt;
  const url = new URL(given);
  const found = [...spelt, ...(await address(url))];
  return hasError(found) ? found : [...found, ...(await examineHost(url, options))];
}

async function examineHost(url: URL, { timeout = 10_000, slow = 2000, ca, signal }: ExamineOptions): Promise<Finding[]> {
  const host = new Host(url, { timeout, ca, signal });
  const greeting = await host.visit({ method: "GET" });
  // The vendor posts: whatever becomes of GET, this decides.
  const probed = await host.probe(ordinary.body);
  if (!("status" in probed)) return [...certificate(greeting), connection(probed)];
  if (!isProbed(probed)) {
    const takesPosts = probed.status >= 200 && probed.status <= 299 && !isPage(probed);
    return [...certificate(probed), answer(probed, url, greeting), ...(takesPosts ? await wrongToken(host) : []), ...limit(host), ...speed(host, slow)];
  }
  const outside: Finding[] = [];
  for (const check of [wrongToken, letterCase, async () => body(host, probed)]) {
    if (host.limitedBy === undefined) outside.push(...(await check(host)));
  }
  return merged([...certificate(probed), ...outside, ...limit(host), ...inside(probed), ...greeted(greeting), ...speed(host, slow)]);
}

function greeted(greeting: Visited): Finding[] {
  if (greets(greeting)) return [];
  if (!("status" in greeting)) return [finding("DOCTOR_GREETING", `No answer (${greeting.failure}).`)];
  return [finding("DOCTOR_GREETING", isRedirect(greeting) ? `It is redirected (${greeting.status}).` : `Status ${greeting.status}.`)];
}

function limit({ limitedBy, visits }: Host): Finding[] {
  return limitedBy === undefined ? [] : [finding("DOCTOR_RATE_LIMIT", `${typeof limitedBy === "number" ? `Status ${limitedBy}` : `No answer (${limitedBy})`} after ${visits.length} requests.`)];
}

/** The same from two sides is said once. */
function merged(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ code }, index) => findings.findIndex((one) => one.code === code) === index);
}

/** Where the URL leads to the `listen` whose file is looked into, its dead letters are the same postbacks, and only the file's finding says how to send them. */
function onceOfListen(findings: readonly Finding[]): readonly Finding[] {
  const failed = findings.find(({ code }) => code === "DOCTOR_FORWARD_FAILED")?.detail;
  return findings.filter(({ code, detail = "" }) => code !== "DOCTOR_DEAD_LETTERS" || !failed?.startsWith(detail));
}

function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}
