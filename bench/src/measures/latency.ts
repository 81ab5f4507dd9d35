import { monotonicMs } from "../monotonicMs.ts";
import type { QueueProcess } from "../processes/QueueProcess.ts";
import type { Measure, Reading } from "./Measure.ts";
import { quantile } from "./quantile.ts";
import { warmUp } from "./warmUp.ts";
import { withQueue } from "./withQueue.ts";

/** Waits until a worker has run `count` tasks, or runs no more. */
export async function waitForRuns(worker: QueueProcess, count: number, limitMs = 15_000): Promise<void> {
  const until = monotonicMs() + limitMs;
  while (worker.runs < count && monotonicMs() < until) await new Promise((resolve) => setTimeout(resolve, 10));
}

const summarise = (latenciesMs: readonly number[]): Reading => ({
  p50Ms: quantile(latenciesMs, 0.5),
  p95Ms: quantile(latenciesMs, 0.95),
  p99Ms: quantile(latenciesMs, 0.99),
});

/** Time from the call that adds a task until it starts in another process. */
export const latency: Measure = {
  name: "latency",
  about: "add to start in another, idle process",
  maxRounds: 3,
  take: (kind, servers, { isQuick }) =>
    withQueue(kind, servers, 1, async (cast) => {
      const [worker] = cast.workers as [QueueProcess];
      await warmUp(kind, cast);
      await worker.call("startWorkers", { concurrency: 10, workMs: 0 });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const count = isQuick ? 50 : 400;
      await cast.producer.call("addSpaced", { count, gapMs: 50 });
      await waitForRuns(worker, count);
      return summarise((await worker.call("stopWorkers")).latenciesMs);
    }),
};

export const loadedLatency: Measure = {
  name: "loaded",
  about: "add to start in another process under 1,000 tasks a second",
  maxRounds: 3,
  // prisma-queue starts at most 100 tasks a second.
  queues: [
    "queue",
    "queue-prisma",
    "limit",
    "graphile-worker",
    "pg-boss-work",
    "pg-boss-fetch",
    "bullmq-redis",
    "bullmq-postgres",
  ],
  take: (kind, servers, { isQuick }) =>
    withQueue(kind, servers, 1, async (cast) => {
      const [worker] = cast.workers as [QueueProcess];
      await warmUp(kind, cast);
      await worker.call("startWorkers", { concurrency: 10, workMs: 0 });
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { count } = await cast.producer.call("addPaced", { perSecond: 1_000, durationMs: isQuick ? 3_000 : 8_000 });
      await waitForRuns(worker, count);
      // Without the first second, in which the load starts.
      return summarise((await worker.call("stopWorkers")).latenciesMs.slice(1_000));
    }),
};
