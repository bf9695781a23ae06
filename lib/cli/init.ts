import { randomBytes } from "node:crypto";
import { relative, resolve } from "node:path";
import { z } from "zod";
import { command, inputs } from "./command.js";
import { exitCodes } from "./exit-codes.js";
import { type Project, projectIn } from "./init/project.js";
import { writeProject } from "./init/write.js";
import { quoted } from "./quoted.js";
import { UsageError } from "./refusal.js";
import { flag, jsonFlag } from "./values.js";

const INBOXES = ["sqlite", "postgres"] as const;

export const initCommand = command({
  name: "init",
  summary: "Write a minimal host that runs at once",
  details: "An Express application that keeps what it gets, with a secret of its own in .env. Nothing is ever overwritten: where a file is in the way, nothing is written.",
  examples: [
    { type: "init my-host", what: "TypeScript and SQLite, in a new folder" },
    { type: "init --js --inbox postgres", what: "JavaScript and PostgreSQL, in this folder" },
  ],
  given: z.object({
    folder: z.string().default(".").register(inputs, { flags: "[folder]", what: "where to write it; this folder when there is none" }),
    ts: flag("--ts", "in TypeScript, which is the default"),
    js: flag("--js", "in JavaScript"),
    inbox: z.enum(INBOXES, `expected one of ${INBOXES.join(", ")}`).default("sqlite").register(inputs, { flags: "--inbox <name>", what: "what keeps the postbacks: sqlite or postgres" }),
    json: jsonFlag(),
  }),
  run: async ({ folder: name, ts, js, inbox }, { output, env, folder: here, version }) => {
    if (ts && js) throw new UsageError("--ts and --js: choose one.");
    const folder = resolve(here, name);
    const project = projectIn(folder, { language: js ? "js" : "ts", inbox, token: randomBytes(16).toString("hex"), version });
    const written = await writeProject(folder, project);
    output.record({ folder, written, start: project.start });
    for (const line of next(relative(here, folder), project, written)) output.say(line);
    if (env["CDYNE_TOKEN"] !== undefined) output.warn("CDYNE_TOKEN is set in this shell, and beats the one in .env: unset it before you start the host.");
    return exitCodes.fine;
  },
});

/** What to type then. @param path To the folder; empty when this is it. */
function next(path: string, { packages, developing, start }: Project, written: readonly string[]): string[] {
  const isNew = written.includes("package.json");
  const more = Object.keys(developing);
  const install = isNew
    ? ["npm install"]
    : [`npm install ${Object.keys(packages).join(" ")}`, ...(more.length > 0 ? [`npm install --save-dev ${more.join(" ")}`] : [])];
  return [
    `Written: ${written.join(", ")}`,
    "",
    "Next:",
    ...(path === "" ? [] : [`  cd ${quoted(path)}`]),
    ...install.map((line) => `  ${line}`),
    `  ${isNew ? "npm start -- --url" : `${start} --url`}`,
    ...(isNew ? [] : ["", "For `npm start`, add to \"scripts\" in package.json:", `  "start": ${JSON.stringify(start)}`]),
    "",
    "It prints its PostBackURL, with the secret because of --url. To see it work, without an account and in another terminal:",
    "  npx cdyne-postback simulate <the PostBackURL>",
  ];
}
