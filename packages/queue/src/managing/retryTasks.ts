import type { QueueCore } from "../core.ts";
import { toTextArray } from "../database/arrays.ts";
import { type Database, prismaDatabase, type Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { notify } from "../notifying/notify.ts";
import type { TaskFilter } from "../querying/TaskFilter.ts";
import {
  type BulkBatch,
  type BulkOptions,
  type BulkOutcome,
  type BulkSummary,
  changeMany,
  noteChanges,
  resolveBulk,
} from "./changeMany.ts";
import { retryAssignments } from "./retryTask.ts";

/** `keyTaken`: an unfinished task has its unique key, or a newer task of this call. */
export type RetrySkipReason = "keyTaken";

const retryBatch = (condition: string) => `WITH free AS MATERIALIZED (
    SELECT t.id, t.type, t."uniqueKey", t."finishedAt", t."ownerId" FROM "QueueTask" t
    WHERE t.id = ANY($1::text::text[]) AND t.status = ANY($2::text::"QueueStatus"[]) AND ${condition}
    FOR NO KEY UPDATE SKIP LOCKED
  ), taken AS MATERIALIZED (
    SELECT f.id FROM free f WHERE f."uniqueKey" IS NOT NULL AND f."finishedAt" IS NOT NULL AND (
      EXISTS (SELECT 1 FROM "QueueTask" h WHERE h.type = f.type AND h."uniqueKey" = f."uniqueKey" AND h."uniqueKey" IS NOT NULL
        AND h."finishedAt" IS NULL)
      OR EXISTS (SELECT 1 FROM free o WHERE o.type = f.type AND o."uniqueKey" = f."uniqueKey" AND o.id > f.id))
  ), retried AS (
    UPDATE "QueueTask" t SET ${retryAssignments} FROM free f WHERE t.id = f.id AND f.id NOT IN (SELECT k.id FROM taken k)
  )
  SELECT f.id, f."ownerId", f.id IN (SELECT k.id FROM taken k) AS "isTaken" FROM free f`;

interface RetriedRow {
  ownerId: string | null;
  /** Whether it was not retried, because its unique key is taken. */
  isTaken: boolean;
}

const statement: Statement = {
  name: "retryTasks",
  // The newest of several tasks with the same unique key is retried. A task that is locked is skipped.
  text: retryBatch(limitLockWait()),
};

const statementInTransaction: Statement = {
  name: "retryTasksInTransaction",
  text: retryBatch("true"), // the settings of the caller's transaction must not change
};

const send =
  (query: Statement) =>
  (database: Database, { ids, statuses }: Pick<BulkBatch, "ids" | "statuses">): Promise<RetriedRow[]> =>
    database.query<RetriedRow>(query, [toTextArray(ids), toTextArray(statuses)]);

/** Retries the tasks of a batch that are still failed or cancelled. */
export const retryTaskBatch = send(statement);
/** Does the same in a transaction of the caller. */
export const retryTaskBatchInTransaction = send(statementInTransaction);

/** Retries all failed tasks that match a filter, and cancelled ones if the filter names this status. */
export async function retryTasks(
  core: QueueCore,
  filter: TaskFilter,
  options: BulkOptions,
): Promise<BulkSummary<RetrySkipReason>> {
  const resolved = resolveBulk("retryTasks", filter, options, {
    allowed: ["FAILED", "MAX_RETRIES_REACHED", "CANCELLED"],
    otherwise: ["FAILED", "MAX_RETRIES_REACHED"],
  });
  const summary = await changeMany(core, resolved, options, ["keyTaken", "busy"], async (batch) => {
    const retry = batch.isInTransaction ? retryTaskBatchInTransaction : retryTaskBatch;
    const rows = await retry(batch.database, batch);
    const retried = rows.filter(({ isTaken }) => !isTaken);
    if (!options.tx && retried.length > 0) core.notifications.schedule("freed");
    noteChanges(core, options, retried);
    return rows.map(({ isTaken }): BulkOutcome<RetrySkipReason> => (isTaken ? "keyTaken" : "changed"));
  });
  // PostgreSQL sends it when the transaction commits.
  if (options.tx && summary.changed > 0 && core.notifier.isEnabled) await notify(prismaDatabase(options.tx), "freed");
  return summary;
}
