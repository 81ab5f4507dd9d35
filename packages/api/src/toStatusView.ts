import type { QueueStatusRows, Scope, TaskRow } from "@package/queue/monitor";
import { toTaskSummary } from "./taskSummary.ts";
import { toIso } from "./toIso.ts";
import type { QueueStatusView, TaskSummary } from "./wire.ts";

/** A row stands in several lists, and in several results while its task does not change: its data is redacted once. */
const summaries = new WeakMap<TaskRow, TaskSummary>();

function summarize(row: TaskRow): TaskSummary {
  const known = summaries.get(row);
  if (known) return known;
  const summary = toTaskSummary(row);
  summaries.set(row, summary);
  return summary;
}

/** Converts the rows of a user to what clients receive. @param ids - the tasks that were asked for by id */
export function toStatusView(
  { nowMs, lists, asked, counts }: QueueStatusRows,
  { ownerId }: Scope,
  ids: readonly string[],
): QueueStatusView {
  const found = new Set([...Object.values<TaskRow[]>({ ...lists }), asked].flatMap((rows) => rows.map(({ id }) => id)));
  return {
    pendingTasks: lists.pending.map(summarize),
    scheduledTasks: lists.scheduled.map(summarize),
    processingTasks: lists.processing.map(summarize),
    retryingTasks: lists.retrying.map(summarize),
    completedTasks: lists.completed.map(summarize),
    failedTasks: lists.failed.map(summarize),
    cancelledTasks: lists.cancelled.map(summarize),
    watchedTasks: asked.map(summarize),
    missingIds: ids.filter((id) => !found.has(id)),
    counts,
    now: toIso(nowMs),
    userId: ownerId,
  };
}
