import { soonMs } from "@package/queue/monitor";
import type { QueueStatusView } from "../wire.ts";

/** The server's clock and the database's tick differently, and a state has whole milliseconds. */
const toleranceMs = 50;

/** Returns after how many milliseconds the next task of a state becomes active by time alone; Infinity if none does. */
export function msUntilMoreIsSoon({ now, scheduledTasks, retryingTasks }: QueueStatusView): number {
  const soonAtMs = Date.parse(now) + soonMs;
  const dueTimes = [...scheduledTasks, ...retryingTasks]
    .map(({ dueAt }) => (dueAt === null ? Number.NaN : Date.parse(dueAt)))
    .filter((dueMs) => dueMs > soonAtMs);
  return Math.min(...dueTimes) - soonAtMs + toleranceMs;
}
