/** Markup that stands in a page as it is. */
export class Html {
  constructor(readonly markup: string) {}
}

/** What can stand in markup: texts are escaped, `undefined` and `false` are nothing. */
export type Content = Html | string | number | undefined | false | readonly Content[];

/** Makes markup. Whatever is put into it is text, unless it is markup already; in attributes it has to stand in quotes. */
export function html(markup: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(markup.map((part, index) => part + rendered(contents[index])).join(""));
}

function rendered(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Html) return content.markup;
  if (typeof content === "object") return content.map(rendered).join("");
  return String(content).replace(SPECIAL, (character) => ESCAPED.get(character) ?? "\ufffd");
}

/** Controls, and what turns a line around, would not be seen. */
const SPECIAL = /[&<>"']|[\p{Bidi_Control}]|(?![\t\n\r])\p{Cc}/gu;
const ESCAPED = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);
