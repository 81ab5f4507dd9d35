/** Seconds that a rate-limited provider cools down when it does not say. */
export const defaultCoolDownSeconds = 60;
export const maxRetryAfterSeconds = 86_400;

/**
 * Seconds of a Retry-After value (RFC 9110, section 10.2.3), clamped to 1 s … 24 h; undefined when there is none to read:
 * a negative number, a date that is over, or something else.
 * @param nowMs - the time that a date is compared with. Default: this process's clock
 */
export function parseRetryAfter(value: unknown, nowMs: number = Date.now()): number | undefined {
  if (typeof value === "number") return value >= 0 ? clamp(value) : undefined;
  if (typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim())) return clamp(Number(value));
  const leftMs = (readRetryAfterDate(value)?.getTime() ?? Number.NaN) - nowMs;
  return leftMs > 0 ? clamp(leftMs / 1_000) : undefined;
}

/** The date of a Retry-After header, or a Date; undefined for everything else. */
export function readRetryAfterDate(value: unknown): Date | undefined {
  const date = value instanceof Date ? value : typeof value === "string" ? parseDate(value.trim()) : undefined;
  return date && Number.isFinite(date.getTime()) ? date : undefined;
}

/** HTTP's three forms, of which one names no zone and means GMT, and ISO 8601. Anything else `Date` would guess at. */
function parseDate(text: string): Date | undefined {
  if (/^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return new Date(text);
  if (!/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) return undefined;
  return new Date(/(GMT|UTC|[+-]\d{4})$/i.test(text) ? text : `${text} GMT`);
}

function clamp(seconds: number): number {
  return Math.min(Math.max(seconds, 1), maxRetryAfterSeconds);
}
