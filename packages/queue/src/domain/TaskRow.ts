import type { TaskErrorPattern } from "./errors/errorPatterns.ts";
import type { QueueStatus, TaskMeta, TerminalReason } from "./types.ts";

/** A row of `QueueTask` as the statements return it. Times are milliseconds since the epoch. */
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
  meta: TaskMeta | null;
  startWithinMs: number | null;
  startByMs: number | null;
  scheduleName: string | null;
  scheduledSlotMs: number | null;
}
