import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildSync } from "esbuild";

const ROOT = join(__dirname, "../..");
/** Below node_modules, so that what is bundled finds its packages. */
const CACHE = join(ROOT, "node_modules/.cache/cdyne-postback");

/** What esbuild asks of every ES module bundle that has CommonJS in it. */
const BANNER = { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' };

/**
 * A TypeScript program of this project and what it uses of lib/ as one JavaScript file, which starts faster than many.
 *
 * @param whole Whether the packages are in it, too, but for the drivers of databases: worth while for what starts often.
 */
export function bundle(file: string, whole = false): string {
  const { outputFiles } = buildSync({
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "esm",
    ...(whole ? { external: ["libsql", "pg"], banner: BANNER } : { packages: "external" }),
    tsconfig: join(ROOT, "tsconfig.json"),
  });
  const code = outputFiles.map(({ contents }) => Buffer.from(contents)).join("");
  // Named for what is in it, so that none is stale; moved into place, so that no other test reads half of it.
  const name = `${basename(file, ".ts")}-${createHash("sha256").update(code).digest("hex").slice(0, 16)}`;
  const bundled = join(CACHE, `${name}.mjs`);
  if (!existsSync(bundled)) {
    mkdirSync(CACHE, { recursive: true });
    const unfinished = join(CACHE, `${name}-${process.pid}`);
    writeFileSync(unfinished, code);
    renameSync(unfinished, bundled);
  }
  return bundled;
}
