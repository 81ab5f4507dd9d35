import { ours } from "../queues/queueKinds.ts";
import { formatNumber } from "./formatNumber.ts";
import { advantageOf, type Results } from "./Results.ts";

export interface Figure {
  goal: string;
  reached: string;
  isReached: boolean | undefined;
}

const pgQueues = ["graphile-worker", "pg-boss-work", "pg-boss-fetch", "bullmq-postgres", "prisma-queue"];

/** The goals of the project, and what was measured. */
export function judgeFigures(results: Results): Figure[] {
  const at = (measure: string, metric: string, queue = ours) => results.median(measure, queue, metric);
  const best = (measure: string, metric: string, queues: readonly string[], isLeast = false) => {
    const values = queues.map((queue) => at(measure, metric, queue)).filter(Number.isFinite);
    if (values.length === 0) return Number.NaN;
    return isLeast ? Math.min(...values) : Math.max(...values);
  };
  const atLeast = (goal: string, ratio: number, limit: number): Figure => ({
    goal,
    reached: `${formatNumber(ratio)} ×`,
    isReached: Number.isNaN(ratio) ? undefined : ratio >= limit,
  });
  const atMost = (goal: string, value: number, limit: number, unit: string): Figure => ({
    goal,
    reached: `${formatNumber(value)}${unit}`,
    isReached: Number.isNaN(value) ? undefined : value <= limit,
  });
  /** The smallest ratio to any of these queues. */
  const advantage = (metric: string, queues: readonly string[]) => {
    const values = queues.map((queue) => at("drain", advantageOf(metric), queue)).filter(Number.isFinite);
    return values.length > 0 ? Math.min(...values) : Number.NaN;
  };
  const drain = (queues: readonly string[]) => advantage("drainPerSecond", queues);
  return [
    atLeast("Drain, one process: ≥ 1.3 × graphile-worker", drain(["graphile-worker"]), 1.3),
    atLeast("≥ 1.8 × pg-boss's best", drain(["pg-boss-work", "pg-boss-fetch"]), 1.8),
    atLeast("≥ 2.5 × BullMQ on Redis", drain(["bullmq-redis"]), 2.5),
    atLeast("≥ 15 × BullMQ on PostgreSQL and prisma-queue", drain(["bullmq-postgres", "prisma-queue"]), 15),
    atLeast("≥ 0.85 × the plain-SQL baseline", drain(["plain-sql"]), 0.85),
    atLeast("Bulk add: ≥ 1.5 × the best PostgreSQL queue", advantage("addPerSecond", pgQueues), 1.5),
    atLeast(
      "Single add, 10 callers: ≥ 3 × the best PostgreSQL queue",
      at("add", "addPerSecond10") / best("add", "addPerSecond10", pgQueues),
      3,
    ),
    atLeast(
      "Single add, 100 callers: ≥ BullMQ on Redis",
      at("add", "addPerSecond100") / at("add", "addPerSecond100", "bullmq-redis"),
      1,
    ),
    atMost(
      "Latency when idle, p50: no worse than the best PostgreSQL queue",
      at("latency", "p50Ms") / best("latency", "p50Ms", pgQueues, true),
      1,
      " × its",
    ),
    atMost(
      "Latency when idle, p99: the same",
      at("latency", "p99Ms") / best("latency", "p99Ms", pgQueues, true),
      1,
      " × its",
    ),
    atMost(
      "Latency under 1,000 tasks/s: p99 ≤ 3 × the idle p99",
      at("loaded", "p99Ms") / at("latency", "p99Ms"),
      3,
      " ×",
    ),
    atLeast(
      "Backlog of 1 M: within 15 % of 10 k",
      at("backlog", "drainPerSecond1M") / at("backlog", "drainPerSecond10k"),
      0.85,
    ),
    atMost(
      "1 M scheduled and 1 M finished rows in the table: claim within 1.3 ×",
      at("beside", "claimUsBeside") / at("beside", "claimUsAlone"),
      1.3,
      " ×",
    ),
    atMost(
      "Snapshot held for three minutes: claim p95 of the last 30 s ≤ 3 × the first 30 s",
      at("snapshot", "claimP95LastMs") / at("snapshot", "claimP95FirstMs"),
      3,
      " ×",
    ),
    atMost("getQueueStatus at 10 M rows: ≤ 5 ms p95", at("status", "p95Ms"), 5, " ms"),
    atMost("The operator's overview at 10 M rows: ≤ 20 ms p95", at("status", "overviewP95Ms"), 20, " ms"),
    atMost("Ten idle runners: ≤ 10 queries/s together", at("idle", "queriesPerSecond"), 10, " queries/s"),
    atMost(
      "Memory from 10 k to 1 M tasks: peak of a process that has run for a while, uncollected garbage included, within 1.25 ×",
      at("backlog", "peakRssMb1M") / at("backlog", "peakRssMb10k"),
      1.25,
      " ×",
    ),
    atMost(
      "Memory from 10 k to 1 M tasks: live heap in the middle of the drain within 1.25 ×",
      at("backlog", "liveHeapMb1M") / at("backlog", "liveHeapMb10k"),
      1.25,
      " ×",
    ),
  ];
}
