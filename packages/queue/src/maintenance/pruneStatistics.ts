import type { Database, Statement } from "../database/database.ts";

/** Rows that one statement deletes at most. */
export const statisticsBatch = 5_000;

/** Hours that statistics are kept: 30 days. */
export const keptStatisticsHours = 720;

const statement: Statement = {
  name: "pruneStatistics",
  text: `DELETE FROM "QueueStatistic" s WHERE s.id = ANY(ARRAY(
    SELECT o.id FROM "QueueStatistic" o WHERE o.minute < clock_timestamp() - interval '${keptStatisticsHours} hours'
    ORDER BY o.minute LIMIT ${statisticsBatch} FOR UPDATE SKIP LOCKED))
  RETURNING s.id`,
};

/** Deletes statistics older than 30 days, a batch at a time; answers how many. */
export async function pruneStatistics(database: Database): Promise<number> {
  return (await database.query(statement, [])).length;
}
