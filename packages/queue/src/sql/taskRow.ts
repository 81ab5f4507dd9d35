import type { TaskErrorPattern } from "../errorPatterns.ts";
import type { QueueStatus, QueueTask, TerminalReason } from "../types.ts";
import { toDate, toMs } from "./times.ts";

/** A row of `QueueTask` as the statements read it; see {@link taskColumns}. Times are milliseconds of the epoch. */
export interface TaskRow {
  id: string;
  type: string;
  data: unknown;
  result: unknown;
  hasResult: boolean;
  status: QueueStatus;
  attempts: number;
  maxAttempts: number;
  failedProviders: string[] | null;
  errorMessage: string | null;
  errorPatterns: Record<string, TaskErrorPattern> | null;
  priority: number | null;
  scheduledForMs: number | null;
  processedAtMs: number | null;
  createdAtMs: number;
  updatedAtMs: number;
  referenceId: string | null;
  referenceType: string | null;
  ownerId: string | null;
  uniqueKey: string | null;
  concurrencyKey: string | null;
  tags: string[] | null;
  timeoutMs: number | null;
  progress: number | null;
  progressNote: string | null;
  startedAtMs: number | null;
  finishedAtMs: number | null;
  terminalReason: TerminalReason | null;
  resultNote: string | null;
  snoozeCount: number;
  crashCount: number;
  cancelRequestedAtMs: number | null;
  workerVersion: string | null;
  refusalCount: number;
  refusedAtMs: number | null;
}

const inMs = (column: string) => `${toMs(`t."${column}"`)} AS "${column}Ms"`;

/** The columns of {@link TaskRow}, of the table named `t`. */
export const taskColumns = `t.id, t.type, t.data, t.result, t.result IS NOT NULL AS "hasResult", t.status::text AS status, t.attempts,
  t."maxAttempts", t."failedProviders", t."errorMessage", t."errorPatterns", t.priority, ${inMs("scheduledFor")}, ${inMs("processedAt")},
  ${inMs("createdAt")}, ${inMs("updatedAt")}, t."referenceId", t."referenceType", t."ownerId", t."uniqueKey", t."concurrencyKey", t.tags,
  t."timeoutMs", t.progress, t."progressNote", ${inMs("startedAt")}, ${inMs("finishedAt")}, t."terminalReason", t."resultNote",
  t."snoozeCount", t."crashCount", ${inMs("cancelRequestedAt")}, t."workerVersion", t."refusalCount", ${inMs("refusedAt")}`;

/** The task that a row stands for. */
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
  };
}
