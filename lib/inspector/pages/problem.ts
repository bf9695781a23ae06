import { PostbackError } from "../../index.js";
import { errorDetails } from "../../log.js";
import { BadRequest } from "../filter.js";
import { html } from "../html.js";
import { document } from "../layout.js";
import { type Page } from "../view.js";

/** For whoever may not look. */
export const notLetIn = document(
  "Not let in",
  html`<main id="main"><h1>Not let in</h1>
<p>This page opens for whom the application's <code>authorize</code> lets in. Without that it opens for a browser on the same machine, with nothing in between, and not in production.</p></main>`,
);

export const notAllowedPage: Page = {
  title: "Not done",
  status: 403,
  main: html`<p class="empty">Nothing was done: this page is read only, or what was asked for did not come from it.</p>`,
};

/** Why a page cannot be shown. */
export function problemPage(error: unknown): Page {
  if (isMistake(error)) return { title: "Not understood", status: 400, main: html`<p class="empty">${error.message}</p>` };
  return {
    title: "The inbox does not answer",
    status: 503,
    main: html`<p class="empty">${error instanceof PostbackError ? error.message : "Try again in a moment. If it stays so, look at the store behind it: the disk, the file's permissions, the database server."} <code>${Object.values(errorDetails(error)).map(String).join(" ")}</code></p>`,
  };
}

/** Of whoever asked. */
function isMistake(error: unknown): error is Error {
  return error instanceof BadRequest || (error instanceof PostbackError && error.code === "CDYNE_OPTION_INVALID");
}
