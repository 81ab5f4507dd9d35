import type { TaskRow } from "../domain/TaskRow.ts";
import type { QueueTask } from "../domain/types.ts";
import { toDate, toMs } from "./times.ts";

const inMs = (column: string) => `${toMs(`t."${column}"`)} AS "${column}Ms"`;

/** SQL: the columns of {@link TaskRow}, from a table with the alias `t`. */
export const taskColumns = `t.id, t.type, t.data, t.result, t.result IS NOT NULL AS "hasResult", t.status::text AS status, t.attempts,
  t."maxAttempts", t."failedProviders", t."errorMessage", t."errorPatterns", t.priority, ${inMs("scheduledFor")}, ${inMs("processedAt")},
  ${inMs("createdAt")}, ${inMs("updatedAt")}, t."referenceId", t."referenceType", t."ownerId", t."uniqueKey", t."concurrencyKey", t.tags,
  t."timeoutMs", t.progress, t."progressNote", ${inMs("startedAt")}, ${inMs("finishedAt")}, t."terminalReason", t."resultNote",
  t."snoozeCount", t."crashCount", ${inMs("cancelRequestedAt")}, t."workerVersion", t."refusalCount", ${inMs("refusedAt")},
  t.meta, t."startWithinMs", ${inMs("startBy")}, t."scheduleName", ${inMs("scheduledSlot")}`;

/** Returns the task of a row. */
export function toQueueTask<TData, TResult>({
  hasResult,
  result,
  data,
  scheduledForMs,
  processedAtMs,
  createdAtMs,
  updatedAtMs,
  startedAtMs,
  finishedAtMs,
  cancelRequestedAtMs,
  refusedAtMs,
  startByMs,
  scheduledSlotMs,
  ...columns
}: TaskRow): QueueTask<TData, TResult> {
  return {
    ...columns,
    data: data as TData,
    ...(hasResult ? { result: result as TResult } : {}),
    failedProviders: columns.failedProviders ?? [],
    tags: columns.tags ?? [],
    priority: columns.priority ?? 0,
    scheduledFor: toDate(scheduledForMs),
    processedAt: toDate(processedAtMs),
    createdAt: toDate(createdAtMs),
    updatedAt: toDate(updatedAtMs),
    startedAt: toDate(startedAtMs),
    finishedAt: toDate(finishedAtMs),
    cancelRequestedAt: toDate(cancelRequestedAtMs),
    refusedAt: toDate(refusedAtMs),
    startBy: toDate(startByMs),
    scheduledSlot: toDate(scheduledSlotMs),
  };
}
