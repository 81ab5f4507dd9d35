const formatter = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
/** The user's own locale and time zone. */
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const weekday = new Intl.DateTimeFormat("en", { weekday: "long" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const units = [
  { unit: "day", ms: dayMs },
  { unit: "hour", ms: hourMs },
  { unit: "minute", ms: minuteMs },
  { unit: "second", ms: secondMs },
] as const;

/** Formats a time relative to now: "just now", "12 seconds ago", "in 2 hours", "yesterday". */
export function formatRelativeTime(timeMs: number, nowMs: number): string {
  const distanceMs = timeMs - nowMs;
  if (Math.abs(distanceMs) < 3_000) return distanceMs > 0 ? "in a moment" : "just now";
  const { unit, ms } = units.find((candidate) => Math.abs(distanceMs) >= candidate.ms) ?? units[3];
  return formatter.format(Math.trunc(distanceMs / ms), unit);
}

/** Formats an age in one short unit: "now", "12 s", "5 min", "3 h", "12 d". */
export function formatAge(ms: number): string {
  if (ms < 3_000) return "now";
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  return ms < 2 * dayMs ? `${Math.floor(ms / hourMs)} h` : `${Math.floor(ms / dayMs)} d`;
}

/** Formats a time in the future as a user would say it: "in 40 s", "in 12 min", "today at 14:05", "tomorrow at 09:00". */
export function formatDue(timeMs: number, nowMs: number): string {
  const inMs = timeMs - nowMs;
  if (inMs < secondMs) return "in a moment";
  if (inMs < minuteMs) return `in ${Math.ceil(inMs / secondMs)} s`;
  if (inMs < hourMs) return `in ${Math.round(inMs / minuteMs)} min`;
  const days = Math.round((midnightOf(timeMs) - midnightOf(nowMs)) / dayMs);
  if (days === 0) return `today at ${clock.format(timeMs)}`;
  if (days === 1) return `tomorrow at ${clock.format(timeMs)}`;
  return `${days < 7 ? weekday.format(timeMs) : date.format(timeMs)} at ${clock.format(timeMs)}`;
}

/** The start of a time's day in the user's time zone. */
function midnightOf(timeMs: number): number {
  return new Date(timeMs).setHours(0, 0, 0, 0);
}

/** Formats a moment in one short word: the time of a moment today, otherwise the day. */
export function formatMoment(timeMs: number, nowMs: number): string {
  return midnightOf(timeMs) === midnightOf(nowMs) ? clock.format(timeMs) : day.format(timeMs);
}

/** Formats date and time to the second, in the user's locale and time zone. */
export function formatExactTime(timeMs: number): string {
  return exact.format(timeMs);
}

/** Formats date and time to the minute, in the user's locale and time zone. */
export function formatMinute(timeMs: number): string {
  return `${date.format(timeMs)}, ${clock.format(timeMs)}`;
}

/** Formats a duration in at most two units: 850 ms, 12.4 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function formatDuration(ms: number): string {
  const span = Math.max(ms, 0);
  if (span < secondMs) return `${Math.round(span)} ms`;
  if (span < 59_950) return `${(span / secondMs).toFixed(1)} s`;
  if (span < hourMs) return formatPair(span, minuteMs, "min", secondMs, "s");
  return span < dayMs ? formatPair(span, hourMs, "h", minuteMs, "min") : formatPair(span, dayMs, "d", hourMs, "h");
}

function formatPair(span: number, bigMs: number, big: string, smallMs: number, small: string): string {
  const rest = Math.floor((span % bigMs) / smallMs);
  return `${Math.floor(span / bigMs)} ${big}${rest === 0 ? "" : ` ${rest} ${small}`}`;
}

/** Formats a running duration in whole seconds, so that its text changes once a second: 4 s, 3 min 20 s. */
export function formatElapsed(ms: number): string {
  return ms < minuteMs ? `${Math.floor(Math.max(ms, 0) / secondMs)} s` : formatDuration(ms);
}
