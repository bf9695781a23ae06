/** A value that goes out as it is, although a form would encode it. */
export interface Raw {
  readonly raw: string;
}

/** A form's body in .NET's style: `5%2f8%2f2010+2%3a42%3a36+AM`. Names and values in the order in which they are given. */
export function formBody(fields: Readonly<Record<string, string | Raw | undefined>>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${encode(name)}=${typeof value === "string" ? encode(value) : value.raw}`]))
    .join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[~']/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
    .replace(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase())
    .replaceAll("%20", "+");
}
