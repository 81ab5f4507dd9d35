import { monotonicMs } from "../monotonicMs.ts";
import type { PeerProcess } from "../processes/PeerProcess.ts";
import type { Measure, Reading } from "./Measure.ts";
import { quantile } from "./quantile.ts";
import { warmUp } from "./warmUp.ts";
import { withPeer } from "./withPeer.ts";

/** Waits until a worker has run so many tasks, or no more come. */
export async function waitForRuns(worker: PeerProcess, count: number, limitMs = 15_000): Promise<void> {
  const until = monotonicMs() + limitMs;
  while (worker.runs < count && monotonicMs() < until) await new Promise((resolve) => setTimeout(resolve, 10));
}

const summarise = (latenciesMs: readonly number[]): Reading => ({
  p50Ms: quantile(latenciesMs, 0.5),
  p95Ms: quantile(latenciesMs, 0.95),
  p99Ms: quantile(latenciesMs, 0.99),
});

/** From the call that adds a task until it starts in another process. */
export const latency: Measure = {
  name: "latency",
  about: "add to start in another, idle process",
  maxRounds: 3,
  take: (kind, servers, { isQuick }) =>
    withPeer(kind, servers, 1, async (cast) => {
      const [worker] = cast.workers as [PeerProcess];
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
  // It starts at most 100 tasks a second.
  peers: [
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
    withPeer(kind, servers, 1, async (cast) => {
      const [worker] = cast.workers as [PeerProcess];
      await warmUp(kind, cast);
      await worker.call("startWorkers", { concurrency: 10, workMs: 0 });
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { count } = await cast.producer.call("addPaced", { perSecond: 1_000, durationMs: isQuick ? 3_000 : 8_000 });
      await waitForRuns(worker, count);
      // The first second is the start of the load, not the load.
      return summarise((await worker.call("stopWorkers")).latenciesMs.slice(1_000));
    }),
};
