import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { createClient } from "../client/index.js";
import { command, inputs } from "./command.js";
import { type VendorQuestion } from "./doctor/checks/vendor.js";
import { examine } from "./doctor/examine.js";
import { openInbox } from "./doctor/open-inbox.js";
import { report } from "./doctor/report.js";
import { secretsOf, withoutToken } from "./doctor/token.js";
import { errorCode } from "./error-code.js";
import { exitCodes } from "./exit-codes.js";
import { type Output } from "./output.js";
import { UsageError } from "./refusal.js";
import { duration, jsonFlag } from "./values.js";

export const doctorCommand = command({
  name: "doctor",
  summary: "Look at a host from outside and inside, and say what is wrong and how to mend it",
  details:
    "Asks the host as the vendor would, and posts probes, which the library recognises: they are never recorded and never become events. " +
    "Ends with 1 when there is an error. Each finding has a code; lib/cli/README.md has them all.",
  examples: [
    { type: "doctor https://hooks.your-domain.com/cdyne/<token>", what: "Look at a host: give it the whole PostBackURL" },
    { type: "doctor https://hooks.your-domain.com/cdyne/<token> --key <licence key> --number +17575550100", what: "Also whether the vendor posts there" },
    { type: "doctor --file postbacks.db", what: "Look into an inbox" },
    { type: "doctor https://hooks.your-domain.com/cdyne/<token> --json | jq -r 'select(.severity==\"error\").code'", what: "For a script" },
  ],
  given: z.object({
    url: z.string().optional().register(inputs, { flags: "[url]", what: "the PostBackURL, with its token" }),
    key: z.union([z.string(), z.literal(true)]).optional().register(inputs, { flags: "--key [licence key]", what: "ask the vendor what is set for this licence key; without a value it is the variable CDYNE_LICENSE_KEY" }),
    number: z.array(z.string()).optional().register(inputs, { flags: "--number <number>", what: "and for this number of yours", repeatable: true }),
    messagingUrl: z.string().optional().register(inputs, { flags: "--messaging-url <url>", what: "another address of the vendor's messaging service" }),
    file: z.string().min(1).optional().register(inputs, { flags: "-f, --file <inbox>", what: "look into an inbox: a SQLite file or postgres://…" }),
    ca: z.string().min(1).optional().register(inputs, { flags: "--ca <file>", what: "trust the certificates in this PEM file, and not the public authorities" }),
    timeout: duration.prefault("10s").register(inputs, { flags: "--timeout <time>", what: "how long each answer may take, with its unit: 500ms, 10s, 5m" }),
    json: jsonFlag(),
  }),
  run: async ({ url, number = [], messagingUrl, file, ca, timeout, ...given }, { output, env, folder, signal }) => {
    const key = given.key === undefined && number.length === 0 ? undefined : keyOf(given.key, env);
    if (url === undefined && key === undefined && file === undefined) {
      throw new UsageError("There is nothing to look at. Give a PostBackURL, --file or --key.");
    }
    if (url !== undefined && !/^https?:\/\//i.test(url)) {
      throw new UsageError("The URL does not begin with https:// or http://. Give the whole PostBackURL, such as https://hooks.your-domain.com/cdyne/<token>.");
    }
    const target = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
    if (url !== undefined) output.say(`Looking at ${target ? withoutToken(target) : "the URL"}\n`);
    const opened = file === undefined ? undefined : await openInbox(file, folder);
    try {
      const findings = await examine(url, {
        timeout,
        signal,
        ca: ca === undefined ? undefined : await certificatesIn(resolve(folder, ca)),
        inbox: opened?.inbox,
        listened: opened?.listened,
        vendor: key === undefined ? undefined : questionOf(key, number, messagingUrl, output),
      });
      return report([...(opened?.findings ?? []), ...findings], output, target && secretsOf(target)) > 0 ? exitCodes.wrong : exitCodes.fine;
    } finally {
      await opened?.end();
    }
  },
});

/** Only where the vendor is to be asked: a variable alone is no wish. */
function keyOf(typed: string | true | undefined, env: NodeJS.ProcessEnv): string {
  const key = typeof typed === "string" ? typed : env["CDYNE_LICENSE_KEY"];
  if (!key) throw new UsageError("To ask the vendor takes the licence key: --key <licence key>, or the variable CDYNE_LICENSE_KEY.");
  return key;
}

/** A certificate in a PEM file. */
const CERTIFICATE = /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----.*?-----END \1-----/gs;

/** What Node cannot read of it, it passes over without a word. */
async function certificatesIn(file: string): Promise<string> {
  const pem = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`--ca: the file cannot be read (${errorCode(error) ?? "unknown"}).`);
  });
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw new UsageError("--ca: there is no certificate in the file. It must be PEM, with lines of -----BEGIN CERTIFICATE-----.");
  if (!certificates.every(isReadable)) throw new UsageError("--ca: a certificate in the file cannot be read. Perhaps it was cut off, or changed when it was copied.");
  return pem;
}

function isReadable(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).raw.length > 0;
  } catch {
    return false;
  }
}

function questionOf(licenseKey: string, numbers: readonly string[], messagingUrl: string | undefined, output: Output): VendorQuestion {
  const write = (_: object, message: string): void => output.warn(message);
  return { client: createClient({ licenseKey, messagingUrl, logger: { warn: write, error: write } }), numbers };
}
