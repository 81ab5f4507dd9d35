import { createCaller } from "@package/api";
import { createPrismaClient } from "@package/db";
import { QueueService } from "@package/queue";
import { monotonicMs } from "../monotonicMs.ts";
import { queryOnce } from "../servers/queryOnce.ts";
import { fillTable } from "./fillTable.ts";
import type { Measure } from "./Measure.ts";
import { quantile } from "./quantile.ts";
import { withPeer } from "./withPeer.ts";

const owners = 10_000;

/** What a person waits for who opens the dashboard, in a table that has grown for years. */
export const statusQuery: Measure = {
  name: "status",
  about: "getQueueStatus of one user in a table of --status-rows rows",
  maxRounds: 1,
  isOnRequest: true,
  peers: ["queue"],
  take: (kind, servers, { statusRows }) =>
    withPeer(kind, servers, 0, async ({ arena }) => {
      await fillTable(arena.url, "finished", Math.floor(statusRows * 0.99), owners);
      await fillTable(arena.url, "pending", Math.floor(statusRows * 0.01), owners);
      await queryOnce(arena.url, 'VACUUM ANALYZE "QueueTask"');
      const db = createPrismaClient(arena.url);
      const queue = new QueueService(db, { workers: {} });
      const times: number[] = [];
      for (let n = 0; n < 500; n++) {
        const id = `user-${(n * 17) % owners}`;
        const user = { id, name: id, email: `${id}@example.com`, role: "user" };
        const caller = createCaller({ session: { user }, db, queue });
        const from = monotonicMs();
        await caller.queue.getQueueStatus();
        times.push(monotonicMs() - from);
      }
      await queue.close();
      await db.$disconnect();
      const warm = times.slice(20);
      return { rows: statusRows, p50Ms: quantile(warm, 0.5), p95Ms: quantile(warm, 0.95) };
    }),
};
