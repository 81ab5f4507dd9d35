const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** A span of time in two units at most: 850 ms, 12.4 s, 3 min 20 s, 2 h 5 min. */
export function formatDuration(ms: number): string {
  const span = Math.max(ms, 0);
  if (span < secondMs) return `${Math.round(span)} ms`;
  if (span < 59_950) return `${(span / secondMs).toFixed(1)} s`;
  if (span < hourMs) return `${Math.floor(span / minuteMs)} min ${Math.floor((span % minuteMs) / secondMs)} s`;
  return `${Math.floor(span / hourMs)} h ${Math.floor((span % hourMs) / minuteMs)} min`;
}
