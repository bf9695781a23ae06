import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { buildSync } from "esbuild";
import { z } from "zod";
import { SENT, TOKEN, reply } from "../support/packets.js";
import { createDatabase } from "../support/postgres.js";
import { freePort, send } from "../support/server.js";
import { buildProgram, programFile, removeProgram } from "./program-file.js";
import { cli, endRuns, newFolder } from "./running.js";

// It checks the types of the package.
jest.setTimeout(60_000);

const ROOT = join(__dirname, "../..");
/** The package for the hosts: below node_modules, so that it finds its own packages. */
const PACKAGE = join(ROOT, `node_modules/.cache/cdyne-postback-init-${process.pid}`);
const ENTRIES = { ".": "index", "./sqlite": "inbox/sqlite", "./postgres": "inbox/postgres" };
const HOSTS = (["ts", "js"] as const).flatMap((language) => (["sqlite", "postgres"] as const).map((inbox) => ({ language, inbox })));
/** One folder for each host. */
const hosts = mkdtempSync(join(realpathSync(tmpdir()), "cdyne-hosts-"));
const folderOf = ({ language, inbox }: (typeof HOSTS)[number]): string => join(hosts, `${language}-${inbox}`);
const manifestSchema = z.object({
  name: z.string(),
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
const manifestOf = (folder: string) => manifestSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));

beforeAll(buildProgram);
afterAll(removeProgram);
beforeAll(async () => {
  buildSync({
    entryPoints: Object.values(ENTRIES).map((entry) => join(ROOT, `lib/${entry}.ts`)),
    outdir: PACKAGE,
    outbase: join(ROOT, "lib"),
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  const exports = Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, { types: `./types/${file}.ts`, default: `./${file}.js` }]));
  writeFileSync(join(PACKAGE, "package.json"), JSON.stringify({ name: "cdyne-postback", type: "module", exports }));
  symlinkSync(join(ROOT, "lib"), join(PACKAGE, "types"));
  for (const host of HOSTS) {
    const { exit, stderr } = await cli(["init", folderOf(host), `--${host.language}`, "--inbox", host.inbox]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    install(folderOf(host));
  }
});
afterEach(endRuns);
afterAll(() => {
  rmSync(hosts, { recursive: true, force: true });
  rmSync(PACKAGE, { recursive: true, force: true });
});

/** What `npm install` would: all that the host names is linked from here, and nothing else. */
function install(folder: string): void {
  const { dependencies, devDependencies } = manifestOf(folder);
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(name === "cdyne-postback" ? PACKAGE : join(ROOT, "node_modules", name), link, "junction");
  }
}

/** Runs a host as `npm start` does. */
function startHost(folder: string, env: NodeJS.ProcessEnv, more: readonly string[] = []) {
  const [node, ...typed] = manifestOf(folder).scripts["start"]?.split(" ") ?? [];
  expect(node).toBe("node");
  const child = spawn(process.execPath, [...typed, ...more], { cwd: folder, env: { PATH: process.env["PATH"], ...env } });
  const ended = new Promise((resolve) => child.on("close", resolve));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  return {
    output: () => output,
    prints: async (pattern: RegExp): Promise<string> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const [match] = pattern.exec(output) ?? [];
          if (match !== undefined) resolve(match);
        };
        for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
        child.on("close", () => reject(new Error(`It never printed ${pattern.source}, but:\n${output}`)));
        look();
      }),
    stop: async () => {
      child.kill("SIGINT");
      return ended;
    },
    kill: () => child.kill("SIGKILL"),
  };
}

const secretIn = (folder: string): string => /^CDYNE_TOKEN=([0-9a-f]{32})$/m.exec(readFileSync(join(folder, ".env"), "utf8"))?.[1] ?? "none";

describe("a host that was written", () => {
  test.each(HOSTS)("in $language with $inbox starts, records a postback and shows its event", async (host) => {
    const folder = folderOf(host);
    const database = host.inbox === "postgres" ? await createDatabase() : undefined;
    const running = startHost(folder, { PORT: await freePort(), ...(database && { DATABASE_URL: database.url }) }, ["--url"]);
    try {
      const url = await running.prints(/http:\/\/localhost:\d+\/cdyne\/[0-9a-f]{32}/);
      for (const body of [SENT, reply(1, "Come in")]) expect((await send(url, { body })).status).toBe(200);
      await running.prints(/^smsSent \S+$/m);
      await running.prints(/^smsReply \S+$/m);
      expect(await running.stop()).toBe(0);
      expect(running.output().match(/^sms\w+/gm)?.sort()).toEqual(["smsReply", "smsSent"]);
      expect(running.output()).not.toMatch(/7575449510|Come in/);
    } finally {
      running.kill();
      await database?.drop();
    }
  });

  test("shows its secret only when it is asked to", async () => {
    const folder = folderOf({ language: "js", inbox: "sqlite" });
    const host = startHost(folder, { PORT: await freePort() });
    await host.prints(/^PostBackURL: http:\/\/localhost:\d+\/cdyne\/<CDYNE_TOKEN>; start with --url to see all of it$/m);
    await host.stop();
    expect(host.output()).not.toContain(secretIn(folder));
  });

  test("takes an empty variable for none", async () => {
    const host = startHost(folderOf({ language: "js", inbox: "sqlite" }), { PORT: "", PUBLIC_URL: "" });
    // Something else may be there.
    await host.prints(/http:\/\/localhost:3000\/cdyne|EADDRINUSE.*:3000/);
    host.kill();
  });

  test("compiles, as strictly as its tsconfig.json says", () => {
    const config = {
      extends: `./ts-sqlite/tsconfig.json`,
      // The types of the package are its sources here, which use more than declarations do.
      compilerOptions: { lib: ["es2023", "es2024.string"], typeRoots: [join(ROOT, "node_modules/@types")] },
      include: ["*/app.mts"],
    };
    writeFileSync(join(hosts, "tsconfig.json"), JSON.stringify(config));
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, "node_modules/typescript-7/bin/tsc"), "-p", "."], { cwd: hosts, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(readFileSync(join(hosts, "ts-sqlite/tsconfig.json"), "utf8")).toContain('"strict": true');
  });

  test("has a secret of its own, for its owner only, that git does not keep", () => {
    const secrets = HOSTS.map((host) => secretIn(folderOf(host)));
    expect(new Set(secrets).size).toBe(HOSTS.length);
    expect(secrets).not.toContain("none");
    expect(statSync(join(hosts, "js-sqlite/.env")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(hosts, "js-sqlite/.gitignore"), "utf8")).toBe("node_modules/\n.env\npostbacks.db*\ncdyne-postbacks.db*\n");
  });
});

describe("init", () => {
  test("says what it has written and what to type then, and not the secret", async () => {
    const folder = newFolder();
    const { exit, stdout } = await cli(["init", "my host", "--js"], { folder });
    expect(exit).toBe(0);
    expect(stdout).toContain("Written: package.json, app.mjs, .env, .gitignore");
    expect(stdout).toMatch(/npm install\n {2}npm start -- --url\n/);
    expect(stdout).toContain("\n  cd 'my host'\n");
    expect(manifestOf(join(folder, "my host")).name).toBe("my-host");
    expect(stdout).not.toContain(secretIn(join(folder, "my host")));
  });

  test("leaves the settings of a project as they are, and says what to install", async () => {
    const folder = newFolder();
    const given = { "package.json": '{"name":"mine"}', "tsconfig.json": "{}", ".gitignore": "dist\n.env" };
    for (const [name, text] of Object.entries(given)) writeFileSync(join(folder, name), text);
    const { exit, stdout } = await cli(["init"], { folder });
    expect(exit).toBe(0);
    expect(stdout).toContain("npm install cdyne-postback express libsql\n");
    expect(stdout).toContain("  node --env-file=.env --import tsx app.mts --url\n");
    expect(stdout).toContain('  "start": "node --env-file=.env --import tsx app.mts"\n');
    expect(readFileSync(join(folder, "package.json"), "utf8")).toBe(given["package.json"]);
    expect(readFileSync(join(folder, "tsconfig.json"), "utf8")).toBe(given["tsconfig.json"]);
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("dist\n.env\nnode_modules/\npostbacks.db*\ncdyne-postbacks.db*\n");
  });

  test.each([["app.mjs"], [".env"], ["app.mjs", ".env"]])("writes nothing at all where there is %s", async (...names) => {
    const folder = newFolder();
    for (const name of names) writeFileSync(join(folder, name), "mine");
    const { exit, stderr } = await cli(["init", "--js"], { folder });
    expect(exit).toBe(1);
    expect(stderr).toContain(`there is ${names.join(" and ")} already. Nothing was written.`);
    expect(readdirSync(folder).sort()).toEqual([...names].sort());
    for (const name of names) expect(readFileSync(join(folder, name), "utf8")).toBe("mine");
  });

  test("writes all or nothing: what it has made before something fails is taken away again", async () => {
    const folder = newFolder();
    const given = { "package.json": '{"name":"mine"}', ".gitignore": "dist" };
    for (const [name, text] of Object.entries(given)) writeFileSync(join(folder, name), text);
    // The longest of its files, app.mts, does not fit any more.
    const limited = (where: string) =>
      spawnSync("sh", ["-c", 'ulimit -f 2; exec "$0" "$@"', process.execPath, programFile, "init", where], { cwd: folder, encoding: "utf8", env: { PATH: process.env["PATH"] } });
    for (const where of [".", "new/one"]) {
      expect(limited(where)).toMatchObject({ status: 1, stdout: "", stderr: expect.stringMatching(/cannot be written to: EFBIG\. Nothing was written\.\n$/) });
      expect(readdirSync(folder).sort()).toEqual(Object.keys(given).sort());
    }
    for (const [name, text] of Object.entries(given)) expect(readFileSync(join(folder, name), "utf8")).toBe(text);
  });

  test("takes away the folders that it has made where the last one cannot be", async () => {
    const folder = newFolder();
    expect(await cli(["init", `new/one/${"x".repeat(300)}`], { folder })).toMatchObject({ exit: 1, stderr: expect.stringMatching(/ENAMETOOLONG/) });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(["a\\b", "it's \"one\" $HOME `x`", "-dash", "a\\"])("says how to go into the folder %s, as a shell takes it", async (name) => {
    const folder = newFolder();
    const { stdout } = await cli(["init", "--", name], { folder });
    const [cd = ""] = /^ {2}cd .*$/m.exec(stdout) ?? [];
    expect(spawnSync("sh", ["-c", `${cd} && pwd`], { cwd: folder, encoding: "utf8" }).stdout).toBe(`${join(folder, name)}\n`);
  });

  test("takes back what it has added to a .gitignore in part", async () => {
    const folder = newFolder();
    const given = "# A long one.\n".repeat(200).slice(0, 2045);
    writeFileSync(join(folder, ".gitignore"), given);
    const { status } = spawnSync("sh", ["-c", 'ulimit -f 4; exec "$0" "$@"', process.execPath, programFile, "init"], { cwd: folder, env: { PATH: process.env["PATH"] } });
    expect({ status, there: readdirSync(folder) }).toEqual({ status: 1, there: [".gitignore"] });
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe(given);
  });

  test.each([
    { what: "a link", put: (path: string, elsewhere: string) => symlinkSync(elsewhere, path) },
    { what: "a folder", put: (path: string) => mkdirSync(path) },
  ])("follows no .gitignore that is $what", async ({ put }) => {
    const folder = newFolder();
    const elsewhere = join(newFolder(), "ignored");
    writeFileSync(elsewhere, "mine");
    put(join(folder, ".gitignore"), elsewhere);
    expect(await cli(["init"], { folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining(".gitignore is no file of its own. Nothing was written.") });
    expect(readdirSync(folder)).toEqual([".gitignore"]);
    expect(readFileSync(elsewhere, "utf8")).toBe("mine");
  });

  test("warns of a secret in the shell, which the host would take in place of its own", async () => {
    const warning = "CDYNE_TOKEN is set in this shell";
    expect(await cli(["init"], { env: { CDYNE_TOKEN: TOKEN } })).toMatchObject({ exit: 0, stderr: expect.stringContaining(warning) });
    expect(await cli(["init"])).toMatchObject({ exit: 0, stderr: "" });
  });

  test("does not write into a file, nor both languages, nor for an inbox that there is not", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "file"), "mine");
    expect(await cli(["init", "file"], { folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("is a file") });
    expect(await cli(["init", "--ts", "--js"], { folder })).toMatchObject({ exit: 2 });
    expect(await cli(["init", "--inbox", "redis"], { folder })).toMatchObject({ exit: 2, stderr: expect.stringContaining("sqlite, postgres") });
    expect(readdirSync(folder)).toEqual(["file"]);
  });
});
