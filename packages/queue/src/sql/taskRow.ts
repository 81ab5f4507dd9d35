import type { TaskErrorPattern } from "../errorPatterns.ts";
import type { QueueStatus, QueueTask, TerminalReason } from "../types.ts";

/** A row of `QueueTask` as the statements read it; see {@link taskColumns}. */
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
  scheduledFor: Date | null;
  processedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  referenceId: string | null;
  referenceType: string | null;
  ownerId: string | null;
  uniqueKey: string | null;
  concurrencyKey: string | null;
  tags: string[] | null;
  timeoutMs: number | null;
  progress: number | null;
  progressNote: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  terminalReason: TerminalReason | null;
  resultNote: string | null;
  snoozeCount: number;
  crashCount: number;
  cancelRequestedAt: Date | null;
  workerVersion: string | null;
  refusalCount: number;
  refusedAt: Date | null;
}

/** The columns of {@link TaskRow}, of the table named `t`. */
export const taskColumns = `t.id, t.type, t.data, t.result, t.result IS NOT NULL AS "hasResult", t.status::text AS status, t.attempts,
  t."maxAttempts", t."failedProviders", t."errorMessage", t."errorPatterns", t.priority, t."scheduledFor", t."processedAt",
  t."createdAt", t."updatedAt", t."referenceId", t."referenceType", t."ownerId", t."uniqueKey", t."concurrencyKey", t.tags,
  t."timeoutMs", t.progress, t."progressNote", t."startedAt", t."finishedAt", t."terminalReason", t."resultNote",
  t."snoozeCount", t."crashCount", t."cancelRequestedAt", t."workerVersion", t."refusalCount", t."refusedAt"`;

/** The task that a row stands for. */
export function toQueueTask<TData, TResult>(row: TaskRow): QueueTask<TData, TResult> {
  const { hasResult, result, data, ...columns } = row;
  return {
    ...columns,
    data: data as TData,
    ...(hasResult ? { result: result as TResult } : {}),
    failedProviders: row.failedProviders ?? [],
    tags: row.tags ?? [],
    priority: row.priority ?? 0,
  };
}
