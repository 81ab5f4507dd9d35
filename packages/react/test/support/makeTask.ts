import type { QueueStatusView, TaskSummary } from "@package/react";
import { listNames, listOfStatus } from "@package/react";

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
    dueAt: null,
    isPaused: false,
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
  const retryingTasks = lists.failedTasks.filter((task) => task.status === "FAILED");
  return {
    ...lists,
    missingIds: [],
    retryingTasks,
    counts: {
      active: lists.pendingTasks.length + lists.processingTasks.length + retryingTasks.length,
      pending: lists.pendingTasks.length,
      scheduled: 0,
      processing: lists.processingTasks.length,
      retrying: retryingTasks.length,
      completed: lists.completedTasks.length,
      failed: lists.failedTasks.length - retryingTasks.length,
      cancelled: lists.cancelledTasks.length,
    },
    now: new Date(baseMs + 60_000).toISOString(),
    userId: "ana",
    ...change,
  };
}
