import { getQueueStatus } from "@package/api";
import { createPrismaClient } from "@package/db";
import { readOverview } from "@package/queue/monitor";
import { monotonicMs } from "../monotonicMs.ts";
import { queryOnce } from "../servers/queryOnce.ts";
import { fillTable } from "./fillTable.ts";
import type { Measure } from "./Measure.ts";
import { quantile } from "./quantile.ts";
import { withQueue } from "./withQueue.ts";

const owners = 10_000;

/** How long the queries of the dashboard take, in a table that has grown for years. */
export const statusQuery: Measure = {
  name: "status",
  about: "getQueueStatus of one user, and the operator's overview, in a table of --status-rows rows",
  maxRounds: 1,
  isOnRequest: true,
  queues: ["queue"],
  take: (kind, servers, { statusRows }) =>
    withQueue(kind, servers, 0, async ({ arena }) => {
      await fillTable(arena.url, "finished", Math.floor(statusRows * 0.99), owners);
      await fillTable(arena.url, "pending", Math.floor(statusRows * 0.01), owners);
      await queryOnce(arena.url, fillStatistics);
      await queryOnce(arena.url, 'VACUUM ANALYZE "QueueTask", "QueueStatistic"');
      const db = createPrismaClient(arena.url);
      const status = await timeCalls(500, (n) => getQueueStatus(db, { ownerId: `user-${(n * 17) % owners}` }));
      const overview = await timeCalls(200, () => readOverview(db));
      await db.$disconnect();
      return {
        rows: statusRows,
        p50Ms: quantile(status, 0.5),
        p95Ms: quantile(status, 0.95),
        overviewP50Ms: quantile(overview, 0.5),
        overviewP95Ms: quantile(overview, 0.95),
      };
    }),
};

/** An hour of statistics: a row per type and minute, and the batches of the current minute, which are not summed up yet. */
const fillStatistics = `INSERT INTO "QueueStatistic" (type, minute, completed, "runMs", "waitMs")
  SELECT 'TYPE_' || n % 20, date_trunc('minute', now()) - n / 20 * interval '1 min', 1000, 5000, 9000 FROM generate_series(0, 1199) n
  UNION ALL SELECT 'TYPE_' || n % 20, date_trunc('minute', now()), 500, 2500, 4500 FROM generate_series(1, 5000) n`;

/** Milliseconds of each call, without the first twenty. */
async function timeCalls(count: number, call: (n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const from = monotonicMs();
    await call(n);
    times.push(monotonicMs() - from);
  }
  return times.slice(20);
}
