import type { Statement } from "../database/database.ts";
import type { Chore } from "./Chore.ts";
import { repeatBatches } from "./repeatBatches.ts";

/** Hours for which statistics are kept: 30 days. */
export const keptStatisticsHours = 720;
/** Maximum number of rows that one statement deletes. */
const batch = 5_000;

const statement: Statement = {
  name: "removeOldStatistics",
  text: `DELETE FROM "QueueStatistic" s WHERE s.id = ANY(ARRAY(
    SELECT o.id FROM "QueueStatistic" o WHERE o.minute < clock_timestamp() - interval '${keptStatisticsHours} hours'
    ORDER BY o.minute LIMIT ${batch} FOR UPDATE SKIP LOCKED))
  RETURNING s.id`,
};

/** Deletes statistics older than 30 days. */
export const removeOldStatistics: Chore = {
  doing: "remove old statistics",
  everyMs: 3_600_000,
  run: ({ database }, isStopping) => repeatBatches(database, statement, batch, isStopping),
};
