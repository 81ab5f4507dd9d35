import { maxCountedTasks, maxListedTasks, readQueueStatus } from "../../sql/readQueueStatus.ts";
import type { TaskRow } from "../../sql/taskColumns.ts";
import { toIso } from "../../sql/times.ts";
import { type TaskSummary, toTaskSummary } from "../../taskSummary.ts";
import { protectedProcedure } from "../../trpc.ts";

/** The newest tasks of a user by status, at most 50 each. */
export interface QueueStatusView {
  pendingTasks: TaskSummary[];
  processingTasks: TaskSummary[];
  completedTasks: TaskSummary[];
  /** FAILED, which will be retried, and MAX_RETRIES_REACHED, which failed permanently. */
  failedTasks: TaskSummary[];
  cancelledTasks: TaskSummary[];
  /** Tasks by status; 1,001 means more than 1,000. */
  counts: { pending: number; processing: number; completed: number; failed: number; cancelled: number };
  /** The database's time, so that ages do not depend on the client's clock. ISO 8601. */
  now: string;
  userId: string;
}

export const getQueueStatus = protectedProcedure.query(async ({ ctx }): Promise<QueueStatusView> => {
  const { nowMs, lists } = await readQueueStatus(ctx.db, ctx.scope);
  const exhausted = lists.MAX_RETRIES_REACHED;
  const failed = [...lists.FAILED.tasks, ...exhausted.tasks].sort(byLastEvent).slice(0, maxListedTasks);
  return {
    pendingTasks: lists.PENDING.tasks.map(toTaskSummary),
    processingTasks: lists.PROCESSING.tasks.map(toTaskSummary),
    completedTasks: lists.COMPLETED.tasks.map(toTaskSummary),
    failedTasks: failed.map(toTaskSummary),
    cancelledTasks: lists.CANCELLED.tasks.map(toTaskSummary),
    counts: {
      pending: lists.PENDING.count,
      processing: lists.PROCESSING.count,
      completed: lists.COMPLETED.count,
      failed: Math.min(lists.FAILED.count + exhausted.count, maxCountedTasks),
      cancelled: lists.CANCELLED.count,
    },
    now: toIso(nowMs),
    userId: ctx.session.user.id,
  };
});

function byLastEvent(a: TaskRow, b: TaskRow): number {
  const eventMs = (row: TaskRow) => row.finishedAtMs ?? row.processedAtMs ?? row.createdAtMs;
  return eventMs(b) - eventMs(a) || b.seq - a.seq;
}
