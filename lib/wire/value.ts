/** Text that says something: `undefined` when absent or empty. */
export function present(text: string | undefined): string | undefined {
  return text || undefined;
}

/** An id in lower case. `undefined` when absent, empty, or only zeros and hyphens (the vendor's "no id"; its pages print it with a zero missing). */
export function id(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed && !/^[0-]+$/.test(trimmed) ? trimmed.toLowerCase() : undefined;
}

/** The number of a call: digits as text. The vendor gives some incoming calls the number 0, which is kept. */
export function queueId(text: string | undefined): string | undefined {
  return text?.trim().toLowerCase() || undefined;
}

/** Digits as a number; `undefined` for anything else, and for what a number cannot hold. */
export function wholeNumber(text: string | undefined): number | undefined {
  const value = /^\s*\d+\s*$/.test(text ?? "") ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** .NET's `True` and `False`, in any case. */
export function trueOrFalse(text: string | undefined): boolean | undefined {
  const value = text?.trim().toLowerCase();
  return value === "true" ? true : value === "false" ? false : undefined;
}
