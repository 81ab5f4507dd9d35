import type { NewTask } from "../domain/NewTask.ts";
import type { QueueTask } from "../domain/types.ts";

/**
 * The task as its row reads after the INSERT of insertTasks. Returning thousands of rows would cost more than adding them, so
 * the defaults of the columns and the due time are known here, too; a test compares both.
 */
export function toAddedTask(task: NewTask, createdAtMs: number): QueueTask {
  const scheduledFor = decideDueTime(task.delayMs, task.scheduledFor, createdAtMs);
  const { startWithinMs } = task;
  return {
    id: task.id,
    type: task.type,
    data: JSON.parse(task.data),
    status: "PENDING",
    attempts: 0,
    maxAttempts: task.maxAttempts,
    failedProviders: [],
    errorMessage: null,
    errorPatterns: null,
    priority: task.priority,
    scheduledFor,
    processedAt: null,
    createdAt: new Date(createdAtMs),
    updatedAt: new Date(createdAtMs),
    referenceId: task.referenceId,
    referenceType: task.referenceType,
    ownerId: task.ownerId,
    uniqueKey: task.uniqueKey,
    concurrencyKey: task.concurrencyKey,
    tags: [...task.tags],
    timeoutMs: task.timeoutMs,
    progress: null,
    progressNote: null,
    startedAt: null,
    finishedAt: null,
    terminalReason: null,
    resultNote: null,
    snoozeCount: 0,
    crashCount: 0,
    cancelRequestedAt: null,
    workerVersion: task.workerVersion,
    refusalCount: 0,
    refusedAt: null,
    meta: task.meta === null ? null : JSON.parse(task.meta),
    startWithinMs,
    startBy: startWithinMs === null ? null : new Date((scheduledFor?.getTime() ?? createdAtMs) + startWithinMs),
    scheduleName: null,
    scheduledSlot: null,
  };
}

/** As in the INSERT: a time in the past becomes the time of adding. */
function decideDueTime(delayMs: number | null, scheduledFor: string | null, createdAtMs: number): Date | null {
  if (delayMs !== null) return new Date(createdAtMs + delayMs);
  return scheduledFor === null ? null : new Date(Math.max(Date.parse(scheduledFor), createdAtMs));
}
