import { type Answer } from "../protocols/answer.js";
import { type Given } from "../given.js";
import { isGuid } from "../random.js";
import { wcfError } from "../protocols/refused-request.js";
import { type Service } from "../service.js";

export type Handler = (given: Given, service: Service) => Answer;

/** An operation of Messaging.svc. */
export interface MessagingOperation {
  /** Where the form is not documented, both. */
  readonly methods: readonly ("GET" | "POST")[];
  readonly handler: Handler;
}

export const get = (handler: Handler): MessagingOperation => ({ methods: ["GET"], handler });
export const post = (handler: Handler): MessagingOperation => ({ methods: ["POST"], handler });
export const either = (handler: Handler): MessagingOperation => ({ methods: ["GET", "POST"], handler });

/** The licence key of a request, `undefined` for one that is not known. One that is no GUID is refused by WCF itself (INFERRED). */
export function keyOf(given: Given, service: Service): string | undefined {
  const key = given.text("LicenseKey");
  if (key === undefined || !isGuid(key)) throw wcfError(400, "Request Error");
  return service.accounts.known(key);
}

/** For operations whose answer has no place for a code: what they say to an unknown key is not known. */
export function ownKeyOf(given: Given, service: Service): string {
  const key = keyOf(given, service);
  if (key === undefined) throw wcfError(400, "Request Error");
  return key;
}

export function idOf(given: Given, name: string): string {
  const id = given.text(name);
  if (id === undefined || !isGuid(id)) throw wcfError(400, "Request Error");
  return id;
}
