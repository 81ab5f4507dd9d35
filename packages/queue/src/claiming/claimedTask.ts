import { isFilled, type StatementSlots, withWrites } from "../database/StatementSlots.ts";
import { toDate, toFractionalMs } from "../database/times.ts";
import type { ClaimedTask, ClaimHistory } from "../domain/ClaimedTask.ts";
import type { QueueTask } from "../domain/types.ts";

export type ClaimedRow = Omit<ClaimedTask, "token" | "history"> & { history: ClaimHistory | null };

const noHistory: ClaimHistory = Object.freeze({
  failureCount: 0,
  crashCount: 0,
  snoozeCount: 0,
  refusalCount: 0,
  refusedAtMs: null,
  failedProviders: null,
  errorMessage: null,
  errorPatterns: null,
  processedAtMs: null,
});

/**
 * SQL: the assignments of a claim. Parameters: $1 token, $2 holder, $3 lease in ms. The timeout comes from the task or from `w`.
 * @param isAhead - SQL: the value of `claimedAhead`, see `isAhead` in claimTasks
 */
export const claimAssignments = (
  isAhead = "false",
) => `status = 'PROCESSING', attempts = t.attempts + 1, "claimCount" = t."claimCount" + 1,
    "leaseToken" = $1::uuid, "leaseHolder" = $2::text, "leaseExpiresAt" = clock_timestamp() + $3::float8 * interval '1 ms',
    "deadlineAt" = CASE WHEN coalesce(t."timeoutMs", w."timeoutMs") > 0
      THEN clock_timestamp() + (coalesce(t."timeoutMs", w."timeoutMs") + $3::float8) * interval '1 ms' END,
    "startedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(), "settledToken" = NULL, progress = NULL, "progressNote" = NULL,
    "claimedAhead" = ${isAhead}`;

const inMs = (column: string) => toFractionalMs(`t."${column}"`);

const history = `CASE WHEN t."failureCount" > 0 OR t."crashCount" > 0 OR t."snoozeCount" > 0 OR t."processedAt" IS NOT NULL
    OR t."errorMessage" IS NOT NULL OR t."errorPatterns" IS NOT NULL OR t."failedProviders" <> '{}' OR t."refusalCount" > 0
  THEN jsonb_build_object('failureCount', t."failureCount", 'crashCount', t."crashCount", 'snoozeCount', t."snoozeCount",
    'refusalCount', t."refusalCount", 'refusedAtMs', ${inMs("refusedAt")},
    'failedProviders', t."failedProviders", 'errorMessage', t."errorMessage", 'errorPatterns', t."errorPatterns",
    'processedAtMs', ${inMs("processedAt")}) END`;

const extras = `CASE WHEN t.meta IS NOT NULL OR t."startWithinMs" IS NOT NULL OR t."scheduleName" IS NOT NULL
  THEN jsonb_build_object('meta', t.meta, 'startWithinMs', t."startWithinMs", 'startByMs', ${inMs("startBy")},
    'scheduleName', t."scheduleName", 'scheduledSlotMs', ${inMs("scheduledSlot")}) END`;

/**
 * SQL: the columns of {@link ClaimedRow}. Nulls cost almost nothing to send and to read, so the columns that few tasks use come
 * as one object or null, and zeros and empty arrays come as nulls.
 */
export const claimedColumns = `t.id, t.seq::float8 AS seq, t.type, t.data, t.attempts, t."maxAttempts", ${history} AS history, nullif(t.priority, 0) AS priority,
  ${inMs("scheduledFor")} AS "scheduledForMs", ${inMs("createdAt")} AS "createdAtMs", ${inMs("startedAt")} AS "startedAtMs",
  t."referenceId", t."referenceType", t."ownerId", t."uniqueKey", t."concurrencyKey", nullif(t.tags, '{}') AS tags, t."timeoutMs", t."workerVersion", ${extras} AS extras`;

/**
 * Completes a claim: PostgreSQL runs `update`, and what the slot adds, in one statement.
 * @param ctes - SQL: the CTEs before the update, beginning with WITH
 * @param update - SQL: updates tasks `t` and returns {@link claimedColumns}
 */
export function claimBy(ctes: string | undefined, update: string, { onClaim }: StatementSlots): string {
  if (!isFilled(onClaim)) return ctes ? `${ctes}\n  ${update}` : update;
  return `${ctes ? `${ctes}, ` : "WITH "}claimed AS (${update})${withWrites(onClaim)} SELECT c.* FROM claimed c`;
}

/** Makes a row of {@link claimedColumns} of its values, in their order. The caller knows the token and adds it. */
export function readClaimedRow(values: readonly unknown[]): object {
  return {
    id: values[0],
    seq: values[1],
    type: values[2],
    data: values[3],
    attempts: values[4],
    maxAttempts: values[5],
    history: values[6],
    priority: values[7],
    scheduledForMs: values[8],
    createdAtMs: values[9],
    startedAtMs: values[10],
    referenceId: values[11],
    referenceType: values[12],
    ownerId: values[13],
    uniqueKey: values[14],
    concurrencyKey: values[15],
    tags: values[16],
    timeoutMs: values[17],
    workerVersion: values[18],
    extras: values[19],
    token: undefined,
  };
}

/** Returns the task as its worker sees it. */
export function toRunningTask({
  token: _,
  seq: __,
  history: { failureCount: ___, processedAtMs, refusedAtMs, ...history },
  extras,
  scheduledForMs,
  createdAtMs,
  startedAtMs,
  ...columns
}: ClaimedTask): QueueTask<unknown, unknown> {
  return {
    ...columns,
    ...history,
    status: "PROCESSING",
    failedProviders: history.failedProviders ?? [],
    tags: columns.tags ?? [],
    priority: columns.priority ?? 0,
    scheduledFor: toDate(scheduledForMs),
    processedAt: toDate(processedAtMs),
    refusedAt: toDate(refusedAtMs),
    createdAt: toDate(createdAtMs),
    updatedAt: toDate(startedAtMs),
    startedAt: toDate(startedAtMs),
    progress: null,
    progressNote: null,
    finishedAt: null,
    terminalReason: null,
    resultNote: null,
    cancelRequestedAt: null,
    meta: extras?.meta ?? null,
    startWithinMs: extras?.startWithinMs ?? null,
    startBy: toDate(extras?.startByMs ?? null),
    scheduleName: extras?.scheduleName ?? null,
    scheduledSlot: toDate(extras?.scheduledSlotMs ?? null),
  };
}

/** Makes claimed tasks of the rows of a claim. In place, because copying hundreds a batch would cost more than reading them. */
export function toClaimedTasks(rows: readonly ClaimedRow[], token: string): ClaimedTask[] {
  const tasks = rows as ClaimedTask[];
  for (const task of tasks) {
    task.token = token;
    task.history ??= noHistory;
  }
  return tasks;
}
