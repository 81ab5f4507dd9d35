import type { QueueCore } from "../core.ts";
import { toTextArray } from "../database/arrays.ts";
import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import type { TaskFilter } from "../querying/TaskFilter.ts";
import { sendCancel } from "./cancelQueueTask.ts";
import { cancelAssignments } from "./cancelTask.ts";
import {
  type BulkBatch,
  type BulkOptions,
  type BulkSummary,
  changeMany,
  noteChanges,
  resolveBulk,
} from "./changeMany.ts";

/** `alreadyCancelled`: it runs, and was cancelled before. */
export type CancelSkipReason = "alreadyCancelled";

/** Maximum number of running tasks of a batch whose processes are notified. The other processes notice with their next heartbeat. */
const maxNotified = 100;

const cancelBatch = (condition: string) => `WITH free AS MATERIALIZED (
    SELECT t.id, t.status, t."ownerId", t."cancelRequestedAt" IS NOT NULL AS "isCancelled" FROM "QueueTask" t
    WHERE t.id = ANY($1::text::text[]) AND t.status = ANY($2::text::"QueueStatus"[]) AND ${condition}
    FOR NO KEY UPDATE SKIP LOCKED
  ), cancelled AS (
    UPDATE "QueueTask" t SET ${cancelAssignments} FROM free f WHERE t.id = f.id AND NOT f."isCancelled"
  )
  SELECT f.id, f."ownerId", f.status = 'PROCESSING' AS "isRunning", f."isCancelled" FROM free f`;

const statement: Statement = { name: "cancelTasks", text: cancelBatch(limitLockWait()) };

const statementInTransaction: Statement = {
  name: "cancelTasksInTransaction",
  text: cancelBatch("true"), // the settings of the caller's transaction must not change
};

interface CancelledRow {
  id: string;
  ownerId: string | null;
  isRunning: boolean;
  isCancelled: boolean;
}

const send =
  (query: Statement) =>
  (database: Database, { ids, statuses }: Pick<BulkBatch, "ids" | "statuses">): Promise<CancelledRow[]> =>
    database.query<CancelledRow>(query, [toTextArray(ids), toTextArray(statuses)]);

/** Cancels the tasks of a batch that are unfinished: waiting ones at once, and running ones when their worker returns. */
export const cancelTaskBatch = send(statement);
/** Does the same in a transaction of the caller. */
export const cancelTaskBatchInTransaction = send(statementInTransaction);

/** Cancels all unfinished tasks that match a filter. */
export function cancelTasks(
  core: QueueCore,
  filter: TaskFilter,
  options: BulkOptions,
): Promise<BulkSummary<CancelSkipReason>> {
  const unfinished = ["PENDING", "PROCESSING", "FAILED"] as const;
  const resolved = resolveBulk("cancelTasks", filter, options, { allowed: unfinished, otherwise: unfinished });
  return changeMany(core, resolved, options, ["alreadyCancelled", "busy"], async (batch) => {
    const cancel = batch.isInTransaction ? cancelTaskBatchInTransaction : cancelTaskBatch;
    const rows = await cancel(batch.database, batch);
    const asked = rows.filter(({ isRunning, isCancelled }) => isRunning && !isCancelled);
    // In a transaction of the caller, it is unknown whether and when the request is committed.
    if (!options.tx) for (const { id } of asked.slice(0, maxNotified)) sendCancel(core, id);
    noteChanges(
      core,
      options,
      rows.filter(({ isCancelled }) => !isCancelled),
    );
    return rows.map(({ isCancelled }) => (isCancelled ? "alreadyCancelled" : "changed"));
  });
}
