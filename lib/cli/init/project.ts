import { basename } from "node:path";
import { type InboxName, appSource, inboxes } from "./app.js";

/** What the host is to be. */
export interface Choice {
  readonly language: "ts" | "js";
  readonly inbox: InboxName;
  /** The secret end of its PostBackURL. */
  readonly token: string;
  /** Of this package. */
  readonly version: string;
}

/** What a host is made of. */
export interface Project {
  /** The application's file. It is an ES module in every project. */
  readonly app: string;
  /** What starts it. */
  readonly start: string;
  /** Text by name. None of them may be there. */
  readonly own: Readonly<Record<string, string>>;
  /** Text by name, of what is left as it is where it is there. */
  readonly settings: Readonly<Record<string, string>>;
  /** What git is not to keep. */
  readonly ignored: readonly string[];
  /** Packages with their versions: to run, and to develop. */
  readonly packages: Readonly<Record<string, string>>;
  readonly developing: Readonly<Record<string, string>>;
}

const TYPESCRIPT = { "@types/express": "^5.0.0", "@types/node": "^20.0.0", tsx: "^4.0.0", typescript: ">=5.0.0" };

/** @param folder Its path, which names the package. */
export function projectIn(folder: string, { language, inbox, token, version }: Choice): Project {
  const { packages, types, env, ignored } = inboxes[inbox];
  const isTypeScript = language === "ts";
  const app = isTypeScript ? "app.mts" : "app.mjs";
  const start = `node --env-file=.env ${isTypeScript ? "--import tsx " : ""}${app}`;
  const dependencies = { "cdyne-postback": `^${version}`, express: "^5.0.0", ...packages };
  const devDependencies = isTypeScript ? { ...TYPESCRIPT, ...types } : {};
  const manifest = {
    name: basename(folder).toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "") || "postbacks",
    private: true,
    type: "module",
    scripts: { start, ...(isTypeScript && { types: "tsc" }) },
    engines: { node: ">=20.6" },
    dependencies,
    ...(isTypeScript && { devDependencies }),
  };
  const compiler = {
    compilerOptions: { target: "es2022", module: "nodenext", strict: true, noEmit: true, skipLibCheck: true, types: ["node"] },
    include: [app],
  };
  return {
    app,
    start,
    own: { [app]: appSource(inbox), ".env": envOf(token, env) },
    settings: { "package.json": json(manifest), ...(isTypeScript && { "tsconfig.json": json(compiler) }) },
    // `listen` makes the last one and what is beside it, where it is started in the folder.
    ignored: ["node_modules/", ".env", ...ignored, "cdyne-postbacks.db*"],
    packages: dependencies,
    developing: devDependencies,
  };
}

function envOf(token: string, more: readonly string[]): string {
  const lines = ["# The secret end of the PostBackURL: whoever knows it can post.", `CDYNE_TOKEN=${token}`, "PORT=3000", ...more];
  return `${lines.join("\n")}\n`;
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
