import type { PrismaClientLike } from "@package/queue";
import { readQueueStatus, type Scope, type TaskRow } from "@package/queue/monitor";
import { toTaskSummary } from "./taskSummary.ts";
import { toIso } from "./toIso.ts";
import type { QueueStatusView, TaskSummary } from "./wire.ts";

/**
 * Returns the state of a user's tasks, without secrets, in one snapshot.
 * @param db - your Prisma client
 * @param scope - whose tasks
 * @param options.ids - tasks to return even if no list has them: in `watchedTasks`, or in `missingIds` if the user has no such task
 */
export async function getQueueStatus(
  db: PrismaClientLike,
  scope: Scope,
  options: { ids?: readonly string[] | undefined } = {},
): Promise<QueueStatusView> {
  const ids = [...new Set(options.ids)];
  const { nowMs, lists, asked, counts } = await readQueueStatus(db, scope, { ids });
  const summaries = new Map<string, TaskSummary>();
  // A task can be in two lists: its data is redacted once.
  const summarize = (row: TaskRow): TaskSummary => {
    const known = summaries.get(row.id);
    if (known) return known;
    const summary = toTaskSummary(row);
    summaries.set(row.id, summary);
    return summary;
  };
  return {
    pendingTasks: lists.pending.map(summarize),
    scheduledTasks: lists.scheduled.map(summarize),
    processingTasks: lists.processing.map(summarize),
    retryingTasks: lists.retrying.map(summarize),
    completedTasks: lists.completed.map(summarize),
    failedTasks: lists.failed.map(summarize),
    cancelledTasks: lists.cancelled.map(summarize),
    watchedTasks: asked.map(summarize),
    missingIds: ids.filter((id) => !summaries.has(id)),
    counts,
    now: toIso(nowMs),
    userId: scope.ownerId,
  };
}
