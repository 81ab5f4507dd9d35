import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "pruneStatistics",
  text: `DELETE FROM "QueueStatistic" s WHERE s.minute < clock_timestamp() - interval '30 days' RETURNING s.id`,
};

/** Deletes statistics older than 30 days. */
export async function pruneStatistics(database: Database): Promise<void> {
  await database.query(statement, []);
}
