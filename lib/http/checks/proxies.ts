import { isInside } from "../../networks.js";
import { appOf, call } from "./express.js";
import { type Seen } from "./first-requests.js";

/** An address of nobody, and a proxy farther away than any. */
const NOBODY = ["203.0.113.7", 99] as const;

/**
 * Whether `allow` is asked about a proxy: one has noted who posts, and nobody reads it. The vendor's own proxy may have
 * done so, too; then the address is not of our house, and is allowed.
 */
export function hidesBehindProxy({ req, allows }: Seen): boolean {
  const { headers, socket } = req;
  const noted = headers["x-forwarded-for"] ?? headers.forwarded;
  const address = socket.remoteAddress;
  if (!allows || noted === undefined || address === undefined || isRead(req)) return false;
  return isInside(address) || !allows(address);
}

/** Whether the address that `allow` is asked about is another than that of the connection. */
function isRead(req: Seen["req"]): boolean {
  const app = appOf(req);
  // Elsewhere the host sets the address by itself.
  return app === undefined ? req.ip !== undefined : Boolean(call(app, "get", "trust proxy"));
}

/** Whether Express takes the word of anybody for who posts. A function of the host's own is not asked. */
export function believesAnybody({ req, allows }: Seen): boolean {
  const app = appOf(req);
  return allows !== undefined && typeof call(app, "get", "trust proxy") !== "function" && call({ trust: call(app, "get", "trust proxy fn") }, "trust", ...NOBODY) === true;
}
