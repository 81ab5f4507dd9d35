import type { Database, Statement } from "../database/database.ts";

/** Runners that one statement removes at most. */
export const runnerBatch = 1_000;

const statement: Statement = {
  name: "removeDeadRunners",
  text: `DELETE FROM "QueueRunner" r WHERE r.id = ANY(ARRAY(
    SELECT o.id FROM "QueueRunner" o WHERE o."heartbeatAt" < clock_timestamp() - interval '24 hours'
    LIMIT ${runnerBatch} FOR UPDATE SKIP LOCKED))
  RETURNING r.id`,
};

/** Removes runners that gave no sign of life for a day, a batch at a time; answers how many. */
export async function removeDeadRunners(database: Database): Promise<number> {
  return (await database.query(statement, [])).length;
}
