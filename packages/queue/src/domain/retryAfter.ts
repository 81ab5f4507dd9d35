/** Seconds of a provider's cooldown if its response has no Retry-After. */
export const defaultCoolDownSeconds = 60;
export const maxRetryAfterSeconds = 86_400;

/**
 * Parses a Retry-After value (RFC 9110, section 10.2.3) and returns seconds, clamped to 1 s … 24 h. Returns undefined for a
 * negative number, a date in the past and anything else.
 * @param nowMs - the time to compare a date with. Default: this process's clock
 */
export function parseRetryAfter(value: unknown, nowMs: number = Date.now()): number | undefined {
  if (typeof value === "number") return value >= 0 ? clamp(value) : undefined;
  if (typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim())) return clamp(Number(value));
  const leftMs = (readRetryAfterDate(value)?.getTime() ?? Number.NaN) - nowMs;
  return leftMs > 0 ? clamp(leftMs / 1_000) : undefined;
}

/** Returns the date of a Retry-After header or the Date itself; undefined for anything else. */
export function readRetryAfterDate(value: unknown): Date | undefined {
  const date = value instanceof Date ? value : typeof value === "string" ? parseDate(value.trim()) : undefined;
  return date && Number.isFinite(date.getTime()) ? date : undefined;
}

/** Parses HTTP's three date forms, of which one has no zone and means GMT, and ISO 8601. `Date` would guess at anything else. */
function parseDate(text: string): Date | undefined {
  if (/^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return new Date(text);
  if (!/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) return undefined;
  return new Date(/(GMT|UTC|[+-]\d{4})$/i.test(text) ? text : `${text} GMT`);
}

function clamp(seconds: number): number {
  return Math.min(Math.max(seconds, 1), maxRetryAfterSeconds);
}
