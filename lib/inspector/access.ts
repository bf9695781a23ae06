import { type IncomingMessage } from "node:http";
import { BlockList } from "node:net";
import { type InspectorOptions, type Visitor } from "./options.js";

/** What a visitor may do, or `undefined` for one who is not let in. */
export type Access = (req: IncomingMessage) => Promise<Required<Omit<Visitor, "name">> & Pick<Visitor, "name"> | undefined>;

export function accessOf(options: InspectorOptions): Access {
  const { readOnly = false, reveal = true } = options;
  return async (req) => {
    const permission = options.authorize ? await options.authorize(req) : process.env["NODE_ENV"] !== "production" && isOfThisMachine(req);
    if (!permission) return undefined;
    const visitor: Visitor = typeof permission === "string" ? { name: permission } : permission === true ? {} : permission;
    return { name: visitor.name, readOnly: readOnly || visitor.readOnly === true, reveal: reveal && visitor.reveal !== false };
  };
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

const LOCAL_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
/** What a proxy says of itself or of whom it stands for. */
const PROXIED = /^(forwarded|via|x-forwarded.*|x-real-ip|x-client-ip|true-client-ip|cf-.*|x-original-.*)$/;

/**
 * Whether a browser of this machine asks, with nothing in between: a proxy here would let everybody in. By the name in the
 * URL, too, because a page from elsewhere may have its own name point to this machine.
 */
function isOfThisMachine({ socket, headers, httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean {
  const address = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const isOld = httpVersionMajor === 1 && httpVersionMinor === 0;
  return (
    loopback.check(address, address.includes(":") ? "ipv6" : "ipv4") &&
    LOCAL_NAME.test(headers.host ?? "") &&
    !isOld &&
    !Object.keys(headers).some((name) => PROXIED.test(name))
  );
}
