const formatter = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const units = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;

/** Formats a time relative to now: "just now", "12 seconds ago", "in 2 hours", "yesterday". */
export function formatRelativeTime(timeMs: number, nowMs: number): string {
  const distanceMs = timeMs - nowMs;
  if (Math.abs(distanceMs) < 3_000) return distanceMs > 0 ? "in a moment" : "just now";
  const { unit, ms } = units.find((candidate) => Math.abs(distanceMs) >= candidate.ms) ?? units[3];
  return formatter.format(Math.trunc(distanceMs / ms), unit);
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Formats a duration in at most two units: 850 ms, 12.4 s, 3 min 20 s, 2 h 5 min. */
export function formatDuration(ms: number): string {
  const span = Math.max(ms, 0);
  if (span < secondMs) return `${Math.round(span)} ms`;
  if (span < 59_950) return `${(span / secondMs).toFixed(1)} s`;
  if (span < hourMs) return `${Math.floor(span / minuteMs)} min ${Math.floor((span % minuteMs) / secondMs)} s`;
  return `${Math.floor(span / hourMs)} h ${Math.floor((span % hourMs) / minuteMs)} min`;
}
