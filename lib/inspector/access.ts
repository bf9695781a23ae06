import { type IncomingMessage } from "node:http";
import { isOfThisMachine } from "../this-machine.js";
import { type InspectorOptions, type Rights, type Visitor } from "./options.js";

/** What a visitor may do, or `undefined` for one who is not let in. */
export type Access = (req: IncomingMessage) => Promise<Rights | undefined>;

export function accessOf(options: InspectorOptions): Access {
  const { readOnly = false, reveal = true } = options;
  return async (req) => {
    const permission = options.authorize ? await options.authorize(req) : process.env["NODE_ENV"] !== "production" && isOfThisMachine(req);
    if (!permission) return undefined;
    const visitor: Visitor = typeof permission === "object" ? permission : typeof permission === "string" ? { name: permission } : {};
    // What is there and is no plain yes, such as `reveal: user.isAdmin` of somebody who is none, is no.
    const mayReveal = !("reveal" in visitor) || visitor.reveal === true;
    return { name: typeof visitor.name === "string" ? visitor.name : undefined, readOnly: readOnly || Boolean(visitor.readOnly), reveal: reveal && mayReveal };
  };
}
