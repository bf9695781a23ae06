import { type z } from "zod";
import { type ClientContext } from "../context.js";
import { type OperationName, operations } from "./operations.js";
import { readAnswer } from "./read-answer.js";
import { type RequestOptions, type VendorRequest } from "./transport.js";

/** By the vendor's names and in its order; what is `undefined` is left out. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Without `Accept` the vendor answers with XML; some of its servers want both. */
const HEADERS = { accept: "application/json", "content-type": "application/json" };
/** A date as .NET writes it in JSON, with its slashes escaped, which JSON.stringify does not do. */
const DATE = /"\/Date\((-?\d+)\)\/"/g;

/** Asks the Messaging API for something, and reads the answer. */
export async function ask<Schema extends z.ZodType>(
  context: ClientContext,
  operation: OperationName,
  parameters: Parameters,
  schema: Schema,
  options: RequestOptions & { readonly repeatable?: boolean } = {},
): Promise<z.output<Schema>> {
  const { method } = operations[operation];
  const { repeatable = operations[operation].repeatable } = options;
  const url = `${context.messagingUrl}/${operation}`;
  const request: VendorRequest =
    method === "GET"
      ? { operation, method, repeatable, headers: HEADERS, url: `${url}?${queryOf(parameters)}` }
      : { operation, method, repeatable, headers: HEADERS, url, body: JSON.stringify(parameters).replace(DATE, String.raw`"\/Date($1)\/"`) };
  return readAnswer(await context.transport.send(request, options), schema, { operation, uncertain: !repeatable });
}

/** A date that is UTC: with an offset the vendor would take it for local time. */
export function wireDate(date: Date | undefined): string | undefined {
  return date && `/Date(${String(date.getTime())})/`;
}

function queryOf(parameters: Parameters): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => `${name}=${encodeURIComponent(String(value).toWellFormed())}`).join("&");
}
