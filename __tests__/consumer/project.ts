import { execFile } from "node:child_process";
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { type PackedPackage } from "./packed.js";

/** The repository. */
export const root = join(__dirname, "..", "..");

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { dependencies: Record<string, string> };

/** What else a project has installed: the names of packages, and what they are called here where that is different. */
export type Optional = string | { readonly name: string; readonly here: string };

/** Throw-away projects in folders of their own. */
export class Projects {
  readonly #folder = mkdtempSync(join(realpathSync(tmpdir()), "cdyne-postback-"));

  /**
   * A new project that has the package. Nothing is fetched: what the package depends on is linked from here, and of what
   * it may use only what is named.
   */
  create({ content }: PackedPackage, files: Readonly<Record<string, string>>, ...optional: readonly Optional[]): string {
    const project = this.emptyFolder();
    const modules = join(project, "node_modules");
    for (const file of filesIn(content)) place(join(content, file), join(modules, "cdyne-postback", file));
    for (const one of [...Object.keys(manifest.dependencies), ...optional]) {
      const { name, here } = typeof one === "string" ? { name: one, here: one } : one;
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, "node_modules", here), join(modules, name), "junction");
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

/** A link costs less than a copy; there is none from one disk to another. */
function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** The files below a folder, with `/`. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
}

/** Runs a command to its end and resolves to what it printed. Rejects with all of it when the command fails or does not end. */
export async function run(folder: string, command: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd: folder, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error([`${command} ${args.join(" ")}`, error.message, stdout, stderr].join("\n")));
      else resolve(stdout);
    });
  });
}

/** Runs one of the repository's tools. */
export async function runTool(folder: string, tool: string, ...args: string[]): Promise<string> {
  return run(folder, join(root, "node_modules/.bin", tool), ...args);
}

/** Runs a script, on a Node that cannot `require` an ES module, as older ones of version 20 cannot. */
export async function runNode(folder: string, file: string, node = process.execPath): Promise<string> {
  return run(folder, node, "--no-experimental-require-module", file);
}

/** The path of a program in a package of the registry, which npm fetches unless its cache has it. */
export async function fetched(program: string, spec: string): Promise<string> {
  return (await run(tmpdir(), "npx", "--prefer-offline", "--yes", "--package", spec, "--call", `command -v ${program}`)).trim();
}
