const formatters = new Map<string, Intl.DateTimeFormat>();

/** Returns a formatter for a time zone. One that the browser does not know is replaced by UTC. */
function formatterOf(timeZone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${timeZone}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: isKnown(timeZone) ? timeZone : "UTC" });
    formatters.set(key, formatter);
  }
  return formatter;
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).format(0) !== "";
  } catch {
    return false;
  }
}

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const short = { weekday: "short", day: "numeric", month: "short", ...clock } as const;
const long = { weekday: "long", day: "numeric", month: "long", year: "numeric", ...clock } as const;

/** Formats a time in a time zone: "Sun, 29 Nov, 03:00", with seconds if it has some. */
export function formatInZone(timeMs: number, timeZone: string): string {
  return timeMs % 60_000 === 0
    ? formatterOf(timeZone, "short", short).format(timeMs)
    : formatterOf(timeZone, "seconds", { ...short, second: "2-digit" }).format(timeMs);
}

/** Does the same with the offset, which tells the two apart when the clock repeats an hour: "Sun, 29 Nov, 03:00 GMT+1". */
export function formatWithOffset(timeMs: number, timeZone: string): string {
  const offset = formatterOf(timeZone, "offset", { timeZoneName: "shortOffset" });
  return `${formatInZone(timeMs, timeZone)} ${readOffset(offset, timeMs)}`;
}

function readOffset(formatter: Intl.DateTimeFormat, timeMs: number): string {
  return formatter.formatToParts(timeMs).find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** Formats a time in a time zone with its offset: "Sunday 29 November 2026 at 03:00 GMT+1". */
export function formatLongInZone(timeMs: number, timeZone: string): string {
  const seconds = timeMs % 60_000 === 0 ? {} : ({ second: "2-digit" } as const);
  const options = { ...long, ...seconds, timeZoneName: "shortOffset" } as const;
  return formatterOf(timeZone, `long ${Object.keys(seconds).length}`, options).format(timeMs);
}

/** The time zone of whoever looks at the page. */
export const ownTimeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

const stepMs = 15 * 60_000;
const longestDayMs = 25 * 3_600_000;

/** Returns the offsets before and after a change of the clock on the day of a time in a time zone: "GMT+1 → GMT+2". Null if there is none. */
export function findClockChange(timeMs: number, timeZone: string): string | null {
  const day = formatterOf(timeZone, "day", { year: "numeric", month: "2-digit", day: "2-digit" });
  const offset = formatterOf(timeZone, "offset", { timeZoneName: "shortOffset" });
  const offsetAt = (ms: number) => readOffset(offset, ms);
  const today = day.format(timeMs);
  const steps = Array.from({ length: (2 * longestDayMs) / stepMs + 1 }, (_, n) => timeMs - longestDayMs + n * stepMs);
  const first = steps.findIndex((ms) => day.format(ms) === today);
  // With the last step of the day before: some zones change their clocks at midnight.
  const offsets = steps
    .slice(Math.max(first - 1, 0))
    .filter((ms, n) => n === 0 || day.format(ms) === today)
    .map(offsetAt);
  const before = offsets[0];
  const after = offsets.at(-1);
  return before === after ? null : `${before} → ${after}`;
}
