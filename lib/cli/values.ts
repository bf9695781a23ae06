import { z } from "zod";
import { milliseconds } from "../duration.js";
import { inputs } from "./command.js";

// What can be typed for arguments and options, for the `given` of several commands.

/** A number without a fraction. @param most The largest that is taken. */
export const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER) => {
  const expected = `expected a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`;
  return z.string(expected).regex(/^\d+$/, expected).transform(Number).refine((count) => count >= least && count <= most, expected);
};

/** A timer counts hardly longer: what is more would fire at once. */
const LONGEST_DAYS = 24;

/** `"90s"`, `"5m"`, or `"0"`, as whole milliseconds. Of another number alone nobody can know what it counts. */
export const duration = z
  .string()
  .refine((typed) => !/^0*[1-9]\d*$/.test(typed), { error: ({ input }) => `expected a time with its unit: say ${String(input)}s or ${String(input)}ms` })
  .transform((typed) => Math.ceil(/^0+$/.test(typed) ? 0 : milliseconds(typed)))
  .refine((time) => time >= 0 && time <= milliseconds(`${LONGEST_DAYS}d`), `expected a time such as "500ms", "90s" or "5m", and ${LONGEST_DAYS} days at most`);

/** An absolute http or https URL. */
export const webUrl = z
  .string()
  .refine((typed) => URL.canParse(typed) && /^https?:$/.test(new URL(typed).protocol), "expected an absolute URL such as http://localhost:3000/cdyne/<token>")
  .transform((typed) => new URL(typed));

/** An option that is there or is not. */
export const flag = (flags: string, what: string) => z.boolean().default(false).register(inputs, { flags, what });

/** For every command that has something to tell a script. */
export const jsonFlag = () => flag("--json", "print one JSON object per line to stdout, and all that is for people to stderr");

const day = z.iso.date();
/** To the second or a part of it, or to the minute. */
const dayAndTime = z.union([undefined, -1].map((precision) => z.iso.datetime({ offset: true, local: true, precision })));

/** A date and time, here unless it names a zone; a date alone is its beginning; `"2h"` is so long ago. As a Date. */
export const moment = z
  .string()
  .transform((typed) => {
    const ago = milliseconds(typed);
    if (ago >= 0) return new Date(Date.now() - ago);
    if (day.safeParse(typed).success) return new Date(`${typed}T00:00`);
    return new Date(dayAndTime.safeParse(typed).success ? typed : NaN);
  })
  .refine((instant) => !Number.isNaN(instant.getTime()), 'expected a time such as 2026-01-31, 2026-01-31T14:30 or 2026-01-31T14:30Z, or "2h" for two hours ago');
