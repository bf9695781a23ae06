import { type ServerResponse } from "node:http";
import bodyParser from "body-parser";
import { BadRequest } from "./filter.js";
import { type HostRequest } from "./request.js";

const LIMIT = "64kb";
const parse = bodyParser.urlencoded({ extended: false, limit: LIMIT });

/** The fields of a posted form, also where a body parser of the host has read it already. */
export async function readForm(req: HostRequest, res: ServerResponse): Promise<URLSearchParams> {
  await new Promise<void>((resolve, reject) => {
    parse(req, res, (error?: Error) => (error ? reject(new BadRequest(`The form cannot be read: ${error.message}.`)) : resolve()));
  });
  const { body } = req;
  if (typeof body === "string" || body instanceof Uint8Array) return new URLSearchParams(Buffer.from(body).toString());
  const fields: readonly [string, unknown][] = typeof body === "object" && body !== null ? Object.entries(body) : [];
  const texts = fields.filter((field): field is [string, string] => typeof field[1] === "string");
  // One that is left out would make a filter wider.
  if (texts.length < fields.length) throw new BadRequest("The form cannot be read: it has a field more than once.");
  return new URLSearchParams(texts);
}
