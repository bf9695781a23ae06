import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { filesIn, root, run } from "./project.js";

const CACHE = join(root, "node_modules/.cache/cdyne-postback");
const HOUR = 3_600_000;

/** The package as npm would publish it. */
export interface PackedPackage {
  readonly tarball: string;
  /** The tarball, unpacked. */
  readonly content: string;
}

/**
 * Packs the package, once for everything that decides what is in it: a change to any of it packs anew, and whoever comes
 * while another packs waits for that. A copy is built, so that the project may be edited meanwhile.
 */
export async function packed(): Promise<PackedPackage> {
  mkdirSync(CACHE, { recursive: true });
  // Not below node_modules, where the compiler takes files for those of others.
  const copy = mkdtempSync(join(realpathSync(tmpdir()), "cdyne-postback-packing-"));
  try {
    copyProject(copy);
    const folder = join(CACHE, `packed-${hashOf(copy)}`);
    const lock = `${folder}.lock`;
    while (!existsSync(folder)) {
      if (isTaken(lock)) {
        await setTimeout(100);
        continue;
      }
      try {
        if (!existsSync(folder)) await pack(copy, folder);
      } finally {
        unlinkSync(lock);
      }
    }
    const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    return { tarball: join(folder, tarball), content: join(folder, "package") };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** What is left out is not packed: the package's `files` name what is, and have no tests in them. */
function copyProject(copy: string): void {
  const left = /^(node_modules|__tests__|dist|coverage|\.git)$|\.(db.*|log|tgz)$/;
  for (const name of readdirSync(root).filter((entry) => !left.test(entry))) cpSync(join(root, name), join(copy, name), { recursive: true });
}

function hashOf(copy: string): string {
  const hash = createHash("sha256");
  for (const file of filesIn(copy).sort()) hash.update(`${file}\n`).update(readFileSync(join(copy, file)));
  // The versions of the compiler and of the types that are installed.
  return hash.update(readFileSync(join(root, "node_modules/.package-lock.json"))).digest("hex").slice(0, 16);
}

async function pack(copy: string, folder: string): Promise<void> {
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
  mkdirSync(join(copy, "dist"));
  writeFileSync(join(copy, "dist/of-an-earlier-build.js"), "");
  const result = join(copy, "result");
  mkdirSync(result);
  await run(copy, "npm", "pack", "--pack-destination", result);
  const [tarball = ""] = readdirSync(result);
  await run(result, "tar", "-xzf", tarball);
  // In one step, so that nobody sees half of it.
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(result, unfinished, { recursive: true });
  renameSync(unfinished, folder);
  for (const name of readdirSync(CACHE).filter((entry) => entry.startsWith("packed-"))) {
    if (Date.now() - statSync(join(CACHE, name)).mtimeMs > HOUR) rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

/** Whether somebody else packs. The lock of one who has died is taken away from him. */
function isTaken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return false;
  } catch {
    const owner = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
    if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
    return true;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
