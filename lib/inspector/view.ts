import { type Postback, type Postbacks } from "../index.js";
import { type Discretion } from "../in-words.js";
import { type Html } from "./html.js";
import { type Rights } from "./options.js";

/** What a page is made of. */
export interface View extends Discretion {
  readonly postbacks: Postbacks;
  /** What was asked for: the query of the address. */
  readonly query: URLSearchParams;
  readonly visitor: Rights;
  readonly now: Date;
}

export interface Page {
  readonly title: string;
  readonly main: Html;
  /** 200 by default. */
  readonly status?: number;
}

/** Makes a page. */
export type PageMaker = (view: View) => Promise<Page>;

/** The address of another page, as seen from any page; numbers and texts stay shown. */
export function link({ show }: Discretion, page: string, query: Readonly<Partial<Record<string, string | undefined>>> = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, value);
  if (show) given.set("reveal", "yes");
  const search = given.toString();
  return `./${page}${search && `?${search}`}`;
}

/** The address of one postback. */
export function linkTo(view: Discretion, { key }: Postback): string {
  return link(view, "postback", { key });
}
