import { redactText } from "@package/queue";
import type { TaskRow } from "@package/queue/monitor";
import { cutData } from "./cutData.ts";
import { redactData } from "./redactData.ts";
import { toIso } from "./toIso.ts";
import type { TaskSummary } from "./wire.ts";

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
    dueAt: toIso(row.dueAtMs),
    isPaused: row.isPaused,
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
