import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";

/** The repository. */
export const root = join(__dirname, "..", "..");

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { dependencies: Record<string, string> };

/** The package as npm would publish it, and projects that have it installed. */
export class PackedPackage {
  /** Everything that the tests write is in here. */
  readonly #folder = mkdtempSync(join(realpathSync(tmpdir()), "cdyne-postback-"));
  readonly tarball: string;
  /** The tarball, unpacked. */
  readonly #content = join(this.#folder, "package");

  constructor() {
    run(root, "npm", "pack", "--pack-destination", this.#folder);
    const [tarball = ""] = readdirSync(this.#folder);
    this.tarball = join(this.#folder, tarball);
    run(this.#folder, "tar", "-xzf", this.tarball);
  }

  get files(): string[] {
    return filesIn(this.#content);
  }

  /**
   * A new project in a folder of its own. Nothing is fetched: what the package depends on is linked from here, and of the
   * packages that it may use those that are named.
   */
  install(files: Readonly<Record<string, string>>, ...optional: readonly string[]): string {
    const project = this.emptyFolder();
    const modules = join(project, "node_modules");
    cpSync(this.#content, join(modules, "cdyne-postback"), { recursive: true });
    for (const name of [...Object.keys(manifest.dependencies), "express", "@types/node", ...optional]) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
    return project;
  }

  emptyFolder(): string {
    return mkdtempSync(join(this.#folder, "project-"));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** The files below a folder, with `/`. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
}

/** Runs a command to its end and returns what it printed. Throws all of it when the command fails or does not end. */
export function run(folder: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8", timeout: 100_000 });
  if (status !== 0) throw new Error([`${command} ${args.join(" ")}`, stdout, stderr].join("\n"));
  return stdout;
}

/** Runs one of the repository's tools. */
export function runTool(folder: string, tool: string, ...args: string[]): string {
  return run(folder, join(root, "node_modules", ".bin", tool), ...args);
}

/** Runs a script, on a Node that cannot `require` an ES module, as older ones of version 20 cannot. */
export function runNode(folder: string, ...args: string[]): string {
  return run(folder, process.execPath, "--no-experimental-require-module", ...args);
}
