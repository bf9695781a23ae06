import { createHash } from "node:crypto";
import { script } from "./assets/script.js";
import { style } from "./assets/style.js";

interface Asset {
  readonly type: string;
  readonly text: string;
}

/** What pages need beside themselves. As texts of the code, so that they are found in a bundle, too. */
export const assets = {
  "inspector.css": { type: "text/css; charset=utf-8", text: style },
  "inspector.js": { type: "text/javascript; charset=utf-8", text: script },
} as const satisfies Record<string, Asset>;

/** The address of a file, another one for each version of it. */
export function assetAddress(name: keyof typeof assets): string {
  return `./${name}?v=${createHash("sha256").update(assets[name].text).digest("base64url").slice(0, 12)}`;
}

export function assetAt(path: string): Asset | undefined {
  return new Map<string, Asset>(Object.entries(assets)).get(path);
}
