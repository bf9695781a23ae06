import { type Discretion } from "../in-words.js";
import { assetAddress } from "./assets.js";
import { type Html, html } from "./html.js";
import { type Page, type View, link } from "./view.js";

const PAGES = [
  ["", "Postbacks"],
  ["overview", "Overview"],
] as const;

/** A whole page of the inspector. @param path The page's own. */
export function layout({ title, main }: Page, view: View, path: string): Html {
  const items = PAGES.map(([page, name]) => html`<li><a href="${link(view, page)}"${page === path && html` aria-current="page"`}>${name}</a></li>`);
  const { name, readOnly } = view.visitor;
  const who = [name, readOnly && "read only"].filter(Boolean).join(", ");
  return document(
    title,
    html`<header class="top">
<a class="skip" href="#main">Skip to the content</a>
<nav aria-label="Pages"><ul>${items}</ul></nav>
<p class="who">${who && html`<span>${who}</span> `}${view.visitor.reveal && revealLink(view, path)}</p>
</header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${main}
</main>`,
  );
}

/** The same page with numbers and texts shown, or masked again. */
function revealLink({ show, query }: View, path: string): Html {
  const others = Object.fromEntries([...query].filter(([name]) => name !== "reveal"));
  const other: Discretion = { show: !show };
  return html`<a class="button" id="reveal" href="${link(other, path, others)}">${show ? "Mask" : "Show"} numbers and texts</a>`;
}

/** A page on its own, for whoever is not let in, too. */
export function document(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · cdyne-postback</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assetAddress("inspector.css")}">
<script src="${assetAddress("inspector.js")}" defer></script>
</head>
<body>
${body}
</body>
</html>
`;
}
