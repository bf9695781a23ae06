/**
 * The names and values of a postback exactly as posted, decoded. The prototype is `null`, so that a field called
 * `__proto__` or `constructor` is data like any other. A name that was posted more than once has a list of values.
 */
export type Fields = Record<string, string | string[]>;

/** V8 gives an instance of a class more room than `{}`, where the fifth field is already moved out. Logs show the name. */
const Roomy = class Fields {
  [name: string]: string | string[];
};

export function emptyFields(): Fields {
  const fields = new Roomy();
  Object.setPrototypeOf(fields, null);
  return fields;
}

export function addField(fields: Fields, name: string, value: string): void {
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else if (typeof before === "string") fields[name] = [before, value];
  else before.push(value);
}

/** Visits every name and value, a repeated name once for each of its values. */
export function eachField(fields: Readonly<Fields>, visit: (name: string, value: string) => void): void {
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (typeof value === "string") visit(name, value);
    else value?.forEach((one) => visit(name, one));
  }
}
