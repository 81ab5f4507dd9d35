import { maxCountedTasks, maxListedTasks, readQueueStatus } from "../../sql/readQueueStatus.ts";
import type { TaskRow } from "../../sql/taskColumns.ts";
import { toIso } from "../../sql/times.ts";
import { toTaskSummary } from "../../taskSummary.ts";
import { protectedProcedure } from "../../trpc.ts";
import type { QueueStatusView } from "../../wire.ts";

/** A task that is due later than this is not active, in milliseconds. */
const activeMs = 60_000;

export const getQueueStatus = protectedProcedure.query(async ({ ctx }): Promise<QueueStatusView> => {
  const { nowMs, lists } = await readQueueStatus(ctx.db, ctx.scope);
  const exhausted = lists.MAX_RETRIES_REACHED;
  const failed = [...lists.FAILED.tasks, ...exhausted.tasks].sort(byLastEvent).slice(0, maxListedTasks);
  const isSoon = (row: TaskRow) => (row.scheduledForMs ?? 0) <= nowMs + activeMs;
  const pending = lists.PENDING.tasks.filter(isSoon);
  const scheduled = lists.PENDING.tasks.filter((row) => !isSoon(row));
  const isRetriedSoon = lists.FAILED.tasks.filter(isSoon);
  return {
    pendingTasks: pending.map(toTaskSummary),
    scheduledTasks: scheduled.map(toTaskSummary),
    processingTasks: lists.PROCESSING.tasks.map(toTaskSummary),
    retryingTasks: lists.FAILED.tasks.map(toTaskSummary),
    completedTasks: lists.COMPLETED.tasks.map(toTaskSummary),
    failedTasks: failed.map(toTaskSummary),
    cancelledTasks: lists.CANCELLED.tasks.map(toTaskSummary),
    watchedTasks: [],
    missingIds: [],
    counts: {
      active: Math.min(
        lists.PENDING.count - scheduled.length + lists.PROCESSING.count + isRetriedSoon.length,
        maxCountedTasks,
      ),
      pending: lists.PENDING.count - scheduled.length,
      scheduled: scheduled.length,
      processing: lists.PROCESSING.count,
      retrying: lists.FAILED.count,
      completed: lists.COMPLETED.count,
      failed: exhausted.count,
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
