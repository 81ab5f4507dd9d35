import type { Database, Statement } from "../database/database.ts";

/** Tasks deleted by one statement at the most. */
export const pruneBatch = 1_000;

const statement: Statement = {
  name: "pruneTasks",
  // Ids begin with their time, so the oldest tasks stand first in the primary key: no index on "finishedAt" is needed,
  // which would cost a write at every settlement. $1 is the smallest id that can be too young.
  text: `DELETE FROM "QueueTask" t WHERE t.id IN (
    SELECT o.id FROM "QueueTask" o WHERE o.id < $1::text
      AND (o.status = 'COMPLETED' AND o."finishedAt" < clock_timestamp() - $2::float8 * interval '1 ms'
        OR o.status IN ('MAX_RETRIES_REACHED', 'CANCELLED') AND o."finishedAt" < clock_timestamp() - $3::float8 * interval '1 ms')
    ORDER BY o.id LIMIT ${pruneBatch} FOR UPDATE SKIP LOCKED)
  RETURNING t.id`,
};

/** Deletes finished tasks that are older than their retention, a batch at a time; answers how many. */
export async function pruneTasks(
  database: Database,
  retention: { beforeId: string; completedMs: number; failedMs: number },
): Promise<number> {
  return (await database.query(statement, [retention.beforeId, retention.completedMs, retention.failedMs])).length;
}
