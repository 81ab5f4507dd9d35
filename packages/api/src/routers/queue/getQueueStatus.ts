import { readQueueStatus } from "../../sql/readQueueStatus.ts";
import type { TaskRow } from "../../sql/taskColumns.ts";
import { type TaskSummary, toTaskSummary } from "../../taskSummary.ts";
import { protectedProcedure } from "../../trpc.ts";

/** The newest tasks of a user by status, at most 50 each. */
export interface QueueStatusView {
  pendingTasks: TaskSummary[];
  processingTasks: TaskSummary[];
  completedTasks: TaskSummary[];
  /** FAILED, which will be retried, and MAX_RETRIES_REACHED. */
  failedTasks: TaskSummary[];
  cancelledTasks: TaskSummary[];
  /** How many there are in all; 1,001 means more than 1,000. */
  counts: { pending: number; processing: number; completed: number; failed: number; cancelled: number };
  /** The database's time, for ages that do not depend on the client's clock. ISO 8601. */
  now: string;
  userId: string;
}

export const getQueueStatus = protectedProcedure.query(async ({ ctx }): Promise<QueueStatusView> => {
  const rows = await readQueueStatus(ctx.db, ctx.scope);
  const failed = [...rows.failed, ...rows.exhausted].sort(byLastEvent).slice(0, 50);
  return {
    pendingTasks: rows.pending.map(toTaskSummary),
    processingTasks: rows.processing.map(toTaskSummary),
    completedTasks: rows.completed.map(toTaskSummary),
    failedTasks: failed.map(toTaskSummary),
    cancelledTasks: rows.cancelled.map(toTaskSummary),
    counts: {
      pending: rows.counts.pending,
      processing: rows.counts.processing,
      completed: rows.counts.completed,
      failed: Math.min(rows.counts.failed + rows.counts.exhausted, 1001),
      cancelled: rows.counts.cancelled,
    },
    now: new Date(rows.now).toISOString(),
    userId: ctx.session.user.id,
  };
});

function byLastEvent(a: TaskRow, b: TaskRow): number {
  const eventMs = (row: TaskRow) => Date.parse(row.finishedAt ?? row.processedAt ?? row.createdAt);
  return eventMs(b) - eventMs(a) || b.seq - a.seq;
}
