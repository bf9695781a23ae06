import { type IncomingMessage } from "node:http";
import { z } from "zod";

/** Who looks at the page, and what he or she may do. */
export interface Visitor {
  /** For the audit lines of what was done. */
  readonly name?: string | undefined;
  /** Whether numbers and texts can be shown, which are masked until somebody asks for them; without it they can. Only `true` is a yes. */
  readonly reveal?: boolean | undefined;
  /** Whether nothing can be done; `false` by default. */
  readonly readOnly?: boolean | undefined;
}

/** What a visitor may do, with all that goes without saying. */
export interface Rights extends Visitor {
  readonly reveal: boolean;
  readonly readOnly: boolean;
}

/** What `authorize` says: nobody else is let in by `false`, `undefined` and `""`. */
export type Permission = boolean | string | Visitor | undefined;

export interface InspectorOptions {
  /**
   * Says who may look. A string is the name of the visitor. Without it the page opens for a browser on this machine, and
   * not at all where `NODE_ENV` is `production`.
   *
   * @example authorize: (req: express.Request) => req.user && { name: req.user.email, readOnly: !req.user.isAdmin }
   */
  // A method, so that the request may be the one of the host's framework.
  authorize?(req: IncomingMessage): Permission | Promise<Permission>;
  /** Whether nobody can do anything; `false` by default. */
  readOnly?: boolean | undefined;
  /** Whether anybody can have numbers and texts shown; `true` by default. */
  reveal?: boolean | undefined;
}

export const optionsSchema = z.object({
  authorize: z.custom<InspectorOptions["authorize"]>((value) => typeof value === "function", "expected a function of the request").optional(),
  readOnly: z.boolean().optional(),
  reveal: z.boolean().optional(),
});
