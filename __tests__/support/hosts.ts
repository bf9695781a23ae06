import { type RequestListener } from "node:http";
import express5, { type RequestHandler } from "express";
import express4 from "express4";
import { type Postbacks } from "cdyne-postback";

/** Something that is mounted before the router. */
export type Before = RequestHandler;

export interface Host {
  name: string;
  /** The host's own body parsers. */
  parsers: Pick<typeof express5, "json" | "urlencoded" | "text" | "raw">;
  /** An application with the postbacks below `/cdyne`, behind what the host has put before it. */
  app(postbacks: Postbacks, ...before: Before[]): RequestListener;
}

function expressHost(name: string, express: typeof express5): Host {
  return {
    name,
    parsers: express,
    app: (postbacks, ...before) => {
      const app = express();
      before.forEach((one) => app.use(one));
      app.use("/cdyne", postbacks.router);
      return app;
    },
  };
}

export const express5Host = expressHost("Express 5", express5);
export const express4Host = expressHost("Express 4", express4);

/** Without Express: what stands before is called as middleware is, one after another. */
export const plainHost: Host = {
  name: "node:http",
  parsers: express5,
  app: (postbacks, ...before) => (req, res) => {
    const [first, ...rest] = before;
    if (first) void first(req as never, res as never, () => plainHost.app(postbacks, ...rest)(req, res));
    else postbacks.listener(req, res);
  },
};

export const hosts = [express5Host, express4Host, plainHost];
