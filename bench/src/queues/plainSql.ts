import { randomUUID } from "node:crypto";
import { migrate } from "@package/db";
import pg from "pg";
import type { BenchQueue, Payload } from "../BenchQueue.ts";
import { hasUnfinishedRows } from "./queueTable.ts";

const batch = 500;
/** Number of parallel loops of claim, run and settle, each on its own connection. */
const loops = 2;

const insert = `INSERT INTO "QueueTask" (id, type, data, "maxAttempts", "failedProviders", "updatedAt", tags)
  SELECT n.id, 'BENCH', n.data, 3, '{}', now(), '{}' FROM jsonb_to_recordset($1::jsonb) AS n(id text, data jsonb)`;

const claim = `WITH picked AS MATERIALIZED (
    SELECT id FROM "QueueTask" WHERE type = 'BENCH' AND status IN ('PENDING', 'FAILED')
    ORDER BY coalesce(priority, 0) DESC, coalesce("scheduledFor", "createdAt"), seq LIMIT $2 FOR UPDATE SKIP LOCKED)
  UPDATE "QueueTask" t SET status = 'PROCESSING', attempts = t.attempts + 1, "claimCount" = t."claimCount" + 1,
    "leaseToken" = $1, "leaseHolder" = 'plain-sql', "leaseExpiresAt" = now() + interval '30 s', "startedAt" = now(), "updatedAt" = now()
  FROM picked p WHERE t.id = p.id RETURNING t.id, t.data`;

const settle = `UPDATE "QueueTask" t SET status = 'COMPLETED', "processedAt" = now(), "finishedAt" = now(), "updatedAt" = now(),
    "settledToken" = t."leaseToken", "leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL
  FROM jsonb_to_recordset($1::jsonb) AS s(id text, token uuid) WHERE t.id = s.id AND t."leaseToken" = s.token`;

let ids = 0;
/** Ids that grow and have the length of those of the queue. */
const nextId = (): string =>
  `c${Date.now().toString(36)}${String(process.pid).padStart(8, "0")}${String(ids++).padStart(8, "0")}`;

/**
 * The plain-SQL baseline: the rows and changes of state of this project's queue, by plain statements in batches, without checks,
 * heartbeats, timers, statistics or events.
 */
export async function createPlainSql(url: string): Promise<BenchQueue> {
  const pool = new pg.Pool({ connectionString: url, max: loops + 1 });
  pool.on("error", () => {});
  let isStopping = false;
  let working: Promise<unknown> = Promise.resolve();

  const add = async (payloads: readonly Payload[]): Promise<void> => {
    await pool.query(insert, [JSON.stringify(payloads.map((data) => ({ id: nextId(), data })))]);
  };
  const loop = async (run: (payload: Payload) => Promise<void> | undefined): Promise<void> => {
    while (!isStopping) {
      const token = randomUUID();
      const { rows } = await pool.query<{ id: string; data: Payload }>(claim, [token, batch]);
      if (rows.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        continue;
      }
      const running = rows.map(({ data }) => run(data)).filter((promise) => promise !== undefined);
      if (running.length > 0) await Promise.all(running);
      await pool.query(settle, [JSON.stringify(rows.map(({ id }) => ({ id, token })))]);
    }
  };

  return {
    setUp: async () => void (await migrate(url)),
    addMany: add,
    addOne: (payload) => add([payload]),
    startWorkers: async ({ run }) => {
      isStopping = false;
      working = Promise.all(Array.from({ length: loops }, () => loop(run)));
    },
    stopWorkers: async () => {
      isStopping = true;
      await working;
    },
    hasUnfinished: () => hasUnfinishedRows(url),
    close: () => pool.end(),
  };
}
