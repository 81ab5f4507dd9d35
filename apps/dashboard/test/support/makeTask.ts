import { listNames, listOfStatus } from "../../src/monitor/queueLists.ts";
import type { QueueStatusView, TaskSummary } from "../../src/monitor/taskSummary.ts";

const baseMs = Date.parse("2026-01-01T10:00:00.000Z");

/** A task as the server lists it, pending unless told otherwise. */
export function makeTask(id: string, change: Partial<TaskSummary> = {}): TaskSummary {
  const status = change.status ?? "PENDING";
  const isFinished = ["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"].includes(status);
  const time = new Date(baseMs).toISOString();
  return {
    id,
    type: "CONTACT_IMPORT",
    status,
    data: { fileUrl: `upload:${id}` },
    attempts: status === "PENDING" ? 0 : 1,
    maxAttempts: 3,
    priority: 0,
    progress: null,
    progressNote: null,
    errorMessage: null,
    terminalReason: null,
    isCancelRequested: false,
    scheduledFor: null,
    startedAt: status === "PENDING" ? null : time,
    processedAt: null,
    finishedAt: isFinished ? time : null,
    createdAt: time,
    updatedAt: time,
    rev: 1,
    ...change,
  };
}

/** The server's status response for these tasks. */
export function makeStatus(tasks: TaskSummary[], change: Partial<QueueStatusView> = {}): QueueStatusView {
  const lists = Object.fromEntries(
    listNames.map((name) => [name, tasks.filter((task) => listOfStatus[task.status] === name)]),
  ) as Pick<QueueStatusView, (typeof listNames)[number]>;
  return {
    ...lists,
    counts: {
      pending: lists.pendingTasks.length,
      processing: lists.processingTasks.length,
      completed: lists.completedTasks.length,
      failed: lists.failedTasks.length,
      cancelled: lists.cancelledTasks.length,
    },
    now: new Date(baseMs + 60_000).toISOString(),
    userId: "ana",
    ...change,
  };
}
