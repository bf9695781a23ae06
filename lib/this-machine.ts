import { type IncomingMessage } from "node:http";
import { isLoopback } from "./networks.js";

const LOCAL_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
/** What a proxy says of itself or of whom it stands for. */
const PROXIED = /^(forwarded|via|x-forwarded.*|x-real-ip|x-client-ip|true-client-ip|cf-.*|x-original-.*)$/;

/**
 * Whether a browser of this machine asks, with nothing in between: a proxy here would let everybody in. By the name in the
 * URL, too, because a page from elsewhere may have its own name point to this machine.
 */
export function isOfThisMachine({ socket, headers, httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean {
  const isOld = httpVersionMajor === 1 && httpVersionMinor === 0;
  return (
    isLoopback(socket.remoteAddress) &&
    LOCAL_NAME.test(headers.host ?? "") &&
    !isOld &&
    !Object.keys(headers).some((name) => PROXIED.test(name))
  );
}
