const formatter = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const units = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;

/** How far a time is from now: "just now", "12 seconds ago", "in 2 hours", "yesterday". */
export function formatRelativeTime(timeMs: number, nowMs: number): string {
  const distanceMs = timeMs - nowMs;
  if (Math.abs(distanceMs) < 3_000) return distanceMs > 0 ? "in a moment" : "just now";
  const { unit, ms } = units.find((candidate) => Math.abs(distanceMs) >= candidate.ms) ?? units[3];
  return formatter.format(Math.trunc(distanceMs / ms), unit);
}
