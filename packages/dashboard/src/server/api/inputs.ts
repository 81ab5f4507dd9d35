import { z } from "zod";

const maxText = 512;

export const name = z.string().min(1).max(128);

/** An ISO 8601 time, which becomes a Date. */
export const time = z.iso.datetime({ offset: true }).transform((iso) => new Date(iso));

/** Why somebody changes a setting; kept in the audit log. */
export const reason = z
  .string()
  .trim()
  .max(maxText, `must have at most ${maxText} characters`)
  .transform((text) => (text === "" ? undefined : text))
  .optional();

export const page = z.object({ cursor: z.string().max(512).optional(), limit: z.int().min(1).max(100).optional() });
