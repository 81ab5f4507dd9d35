import { formatNumber } from "./formatNumber.ts";
import type { Results } from "./Results.ts";

/** Writes the section about this queue as its table grows. */
export function writeGrowth(results: Results): string {
  const at = (measure: string, metric: string) => formatNumber(results.median(measure, "queue", metric));
  const lines: [title: string, measure: string, text: () => string][] = [
    [
      "Backlog",
      "backlog",
      () =>
        `drain of 10 k, 100 k and 1 M tasks: ${at("backlog", "drainPerSecond10k")}, ${at("backlog", "drainPerSecond100k")} and ${at("backlog", "drainPerSecond1M")} tasks/s; peak memory ${at("backlog", "peakRssMb10k")}, ${at("backlog", "peakRssMb100k")} and ${at("backlog", "peakRssMb1M")} MB (10 k in a process that has run at most 20,000 tasks before: ${at("backlog", "peakRssMbFresh10k")} MB), live heap in the middle of it ${at("backlog", "liveHeapMb10k")}, ${at("backlog", "liveHeapMb100k")} and ${at("backlog", "liveHeapMb1M")} MB`,
    ],
    [
      "1 M scheduled for later and 1 M finished rows in the table",
      "beside",
      () =>
        `claim ${at("beside", "claimUsBeside")} µs a task instead of ${at("beside", "claimUsAlone")}; drain ${at("beside", "drainPerSecondBeside")} tasks/s instead of ${at("beside", "drainPerSecondAlone")}`,
    ],
    [
      "A snapshot held open for three minutes, 1,000 tasks/s",
      "snapshot",
      () =>
        `statement time, p95 over the seconds of the first 30 s → of the last 30 s: claim ${at("snapshot", "claimP95FirstMs")} → ${at("snapshot", "claimP95LastMs")} ms, settle ${at("snapshot", "settleP95FirstMs")} → ${at("snapshot", "settleP95LastMs")} ms, add ${at("snapshot", "addP95FirstMs")} → ${at("snapshot", "addP95LastMs")} ms; add to start p95 ${at("snapshot", "latencyP95FirstMs")} → ${at("snapshot", "latencyP95LastMs")} ms`,
    ],
    [
      "getQueueStatus, and the operator's overview",
      "status",
      () =>
        `in a table with ${at("status", "rows")} rows of 10,000 users: p50 ${at("status", "p50Ms")} ms, p95 ${at("status", "p95Ms")} ms; overview p50 ${at("status", "overviewP50Ms")} ms, p95 ${at("status", "overviewP95Ms")} ms`,
    ],
  ];
  const measured = lines.filter(([, measure]) => results.rounds(measure) > 0);
  if (measured.length === 0) return "";
  return `## As the work grows

${measured.map(([title, measure, text]) => `- **${title}**: ${text()} <small>(${results.measuredAt(measure)} UTC, load average before ${formatNumber(results.loadBefore(measure))})</small>`).join("\n")}
`;
}
