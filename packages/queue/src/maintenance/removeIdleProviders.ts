import type { Database, Statement } from "../database/database.ts";

/** Providers that one statement removes at most. */
export const providerBatch = 1_000;

const statement: Statement = {
  name: "removeIdleProviders",
  text: `DELETE FROM "QueueProvider" p WHERE p.name = ANY(ARRAY(
    SELECT o.name FROM "QueueProvider" o
    WHERE o."coolDownUntil" < clock_timestamp() AND o."lastRateLimitedAt" < clock_timestamp() - interval '720 hours'
    LIMIT ${providerBatch} FOR UPDATE SKIP LOCKED))
  RETURNING p.name`,
};

/** Removes providers that limited no call for 30 days and cool down no more, a batch at a time; answers how many. */
export async function removeIdleProviders(database: Database): Promise<number> {
  return (await database.query(statement, [])).length;
}
