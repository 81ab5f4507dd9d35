import { type QueueStatus, redactText } from "@package/queue";
import { cutData } from "./cutData.ts";
import { redactData } from "./redactData.ts";
import type { TaskRow } from "./sql/taskColumns.ts";
import { toIso } from "./sql/times.ts";

/** A task without history and logs. Times are ISO 8601 in UTC. */
export interface TaskSummary {
  id: string;
  type: string;
  status: QueueStatus;
  /** The data without secrets, cut to about 4 kB. */
  data: unknown;
  attempts: number;
  maxAttempts: number;
  priority: number;
  /** Percent done, 0 to 100; null until the worker reports it. */
  progress: number | null;
  progressNote: string | null;
  errorMessage: string | null;
  terminalReason: string | null;
  /** Whether cancellation of a running task was requested; it is still running. */
  isCancelRequested: boolean;
  scheduledFor: string | null;
  startedAt: string | null;
  processedAt: string | null;
  finishedAt: string | null;
  createdAt: string;
  updatedAt: string;
  /** Grows with every change of the task. The higher `rev` is the newer state. */
  rev: number;
}

const maxListedDataBytes = 4096;

/** Converts a row to what clients receive, without secrets. */
export function toTaskSummary(row: TaskRow): TaskSummary {
  return {
    id: row.id,
    type: row.type,
    status: row.status,
    data: row.isDataTooLarge ? "… (too large for a list)" : cutData(redactData(row.data), maxListedDataBytes),
    attempts: row.attempts,
    maxAttempts: row.maxAttempts,
    priority: row.priority,
    progress: row.progress,
    progressNote: redactNullable(row.progressNote),
    errorMessage: redactNullable(row.errorMessage),
    terminalReason: row.terminalReason,
    isCancelRequested: row.status === "PROCESSING" && row.cancelRequestedAtMs !== null,
    scheduledFor: toIso(row.scheduledForMs),
    startedAt: toIso(row.startedAtMs),
    processedAt: toIso(row.processedAtMs),
    finishedAt: toIso(row.finishedAtMs),
    createdAt: toIso(row.createdAtMs),
    updatedAt: toIso(row.updatedAtMs),
    rev: row.rev,
  };
}

export function redactNullable(text: string | null): string | null {
  return text === null ? null : redactText(text);
}
