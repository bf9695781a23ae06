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
    const visitor: Visitor = typeof permission === "string" ? { name: permission } : permission === true ? {} : permission;
    return { name: visitor.name, readOnly: readOnly || visitor.readOnly === true, reveal: reveal && visitor.reveal !== false };
  };
}
