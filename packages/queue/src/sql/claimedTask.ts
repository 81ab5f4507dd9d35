import type { QueueTask } from "../types.ts";
import type { TaskRow } from "./taskRow.ts";

/** Columns of a task that mean nothing, or are known, while it is being claimed. */
type SettledColumn =
  | "result"
  | "hasResult"
  | "resultNote"
  | "status"
  | "updatedAt"
  | "finishedAt"
  | "terminalReason"
  | "cancelRequestedAt"
  | "progress"
  | "progressNote";

/** Columns that cost more to read than all others, and that most workers never look at: they stay numbers until somebody does. */
type TimeColumn = "scheduledFor" | "processedAt" | "createdAt" | "startedAt";

/** A task that this process has claimed, with the token that proves it. Times are milliseconds of the epoch. */
export interface ClaimedTask extends Omit<TaskRow, SettledColumn | TimeColumn> {
  /** With the id, identifies this claim: every write about it carries both. */
  token: string;
  failureCount: number;
  scheduledForMs: number | null;
  processedAtMs: number | null;
  createdAtMs: number;
  startedAtMs: number;
}

type Count = "failureCount" | "crashCount" | "snoozeCount";

export type ClaimedRow = Omit<ClaimedTask, "token" | Count> & Record<Count, number | null>;

/** What a claim writes. Parameters: $1 token, $2 holder, $3 lease in ms; the run limit comes from the task or from `w`. */
export const claimAssignments = `status = 'PROCESSING', attempts = t.attempts + 1, "claimCount" = t."claimCount" + 1,
    "leaseToken" = $1::uuid, "leaseHolder" = $2::text, "leaseExpiresAt" = clock_timestamp() + $3::float8 * interval '1 ms',
    "deadlineAt" = CASE WHEN coalesce(t."timeoutMs", w."timeoutMs") > 0
      THEN clock_timestamp() + (coalesce(t."timeoutMs", w."timeoutMs") + $3::float8) * interval '1 ms' END,
    "startedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(), "settledToken" = NULL, progress = NULL, "progressNote" = NULL`;

const inMs = (column: string) => `date_part('epoch', t."${column}") * 1000 AS "${column}Ms"`;

const zeroAsNull = (column: string) => `nullif(t."${column}", 0) AS "${column}"`;

/** Nulls are nearly free to send and to read, so zeros and empty arrays, of which a new task has many, travel as nulls. */
export const claimedColumns = `t.id, t.type, t.data, t.attempts, t."maxAttempts", ${zeroAsNull("failureCount")}, ${zeroAsNull("crashCount")},
  ${zeroAsNull("snoozeCount")}, nullif(t."failedProviders", '{}') AS "failedProviders", t."errorMessage", t."errorPatterns",
  ${zeroAsNull("priority")}, ${inMs("scheduledFor")},
  ${inMs("processedAt")}, ${inMs("createdAt")}, ${inMs("startedAt")}, t."referenceId", t."referenceType", t."ownerId", t."uniqueKey",
  t."concurrencyKey", nullif(t.tags, '{}') AS tags, t."timeoutMs"`;

/** A claimed task as its worker sees it. */
export function toRunningTask({
  token: _,
  failureCount: __,
  scheduledForMs,
  processedAtMs,
  createdAtMs,
  startedAtMs,
  ...columns
}: ClaimedTask): QueueTask<unknown, unknown> {
  return {
    ...columns,
    status: "PROCESSING",
    failedProviders: columns.failedProviders ?? [],
    tags: columns.tags ?? [],
    priority: columns.priority ?? 0,
    scheduledFor: scheduledForMs === null ? null : new Date(scheduledForMs),
    processedAt: processedAtMs === null ? null : new Date(processedAtMs),
    createdAt: new Date(createdAtMs),
    updatedAt: new Date(startedAtMs),
    startedAt: new Date(startedAtMs),
    progress: null,
    progressNote: null,
    finishedAt: null,
    terminalReason: null,
    resultNote: null,
    cancelRequestedAt: null,
  };
}

/** Makes claimed tasks of the rows that a claim brought. In place: copying hundreds a batch would cost more than reading them. */
export function toClaimedTasks(rows: readonly ClaimedRow[], token: string): ClaimedTask[] {
  const tasks = rows as ClaimedTask[];
  for (const task of tasks) {
    task.token = token;
    task.failureCount ??= 0;
    task.crashCount ??= 0;
    task.snoozeCount ??= 0;
  }
  return tasks;
}
