import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { createClient } from "cdyne-postback/client";
import { operations } from "../../lib/client/request/operations.js";
import { KEY } from "../support/messaging-vendor.js";

const readme = readFileSync("lib/client/README.md", "utf8");
/** Rows of the tables of messages and of postbacks. */
const rows = [...readme.matchAll(/^\| `(\w+)`[^|]* \| (\w+)[^|]* \| (\w+)[^|]* \| \[?(\w+)[^|]* \|$/gm)].map(([, method, operation, transport, known]) => ({ method, operation, transport, known }));

describe("the README of the client", () => {
  it.each(Object.entries(operations))("says of %s how it is asked for, and what that rests on", (operation, { method, known }) => {
    expect(rows).toContainEqual({ method: expect.any(String), operation, transport: method, known });
  });

  it("names every method", () => {
    const methods = Object.keys(createClient({ licenseKey: KEY }));
    expect(methods.filter((method) => !readme.includes(`\`${method}\``) && !readme.includes(`\`${method}(`))).toEqual([]);
  });
});
