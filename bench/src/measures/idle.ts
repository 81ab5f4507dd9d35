import { queryOnce } from "../servers/queryOnce.ts";
import type { Measure } from "./Measure.ts";
import { withQueue } from "./withQueue.ts";

const runners = 10;

export interface Activity {
  queries: number;
  transactions: number;
}

/** The cost of ten idle processes. */
export const idle: Measure = {
  name: "idle",
  about: `queries and CPU of ${runners} idle processes`,
  maxRounds: 1,
  queues: ["queue", "queue-prisma", "graphile-worker", "pg-boss-work", "bullmq-postgres"],
  take: (kind, servers, { isQuick }) =>
    withQueue(kind, servers, runners, async ({ arena, workers }) => {
      await Promise.all(workers.map((worker) => worker.call("startWorkers", { concurrency: 10, workMs: 0 })));
      // Runners poll more often after their start.
      await pause(isQuick ? 10_000 : 20_000);
      const seconds = isQuick ? 10 : 30;
      const before = await readActivity(arena.url);
      const cpuBefore = await Promise.all(workers.map((worker) => worker.call("usage")));
      await pause(seconds * 1_000);
      const after = await readActivity(arena.url);
      const cpuAfter = await Promise.all(workers.map((worker) => worker.call("usage")));
      await Promise.all(workers.map((worker) => worker.call("stopWorkers")));
      const cpuMs = cpuAfter.reduce((sum, usage, index) => sum + usage.cpuMs - (cpuBefore[index]?.cpuMs ?? 0), 0);
      return {
        queriesPerSecond: (after.queries - before.queries) / seconds,
        transactionsPerSecond: (after.transactions - before.transactions) / seconds,
        cpuPercentOfOneCore: cpuMs / seconds / 10,
      };
    }),
};

export async function readActivity(url: string): Promise<Activity> {
  const [row] = await queryOnce<{ queries: string; transactions: string }>(
    url,
    `SELECT (SELECT coalesce(sum(calls), 0)::text FROM pg_stat_statements WHERE dbid = d.datid AND toplevel
        AND query NOT LIKE '%pg_stat_statements%') AS queries, (d.xact_commit + d.xact_rollback)::text AS transactions
     FROM pg_stat_database d WHERE d.datname = current_database()`,
  );
  return { queries: Number(row?.queries), transactions: Number(row?.transactions) };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
