import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { taskColumns } from "../database/taskRow.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import type { QueueStatus } from "../domain/types.ts";
import { startByFrom } from "./retryTask.ts";

/** Columns that a caller may change, as JSON values. A missing column keeps its value. */
export interface TaskChanges {
  data?: unknown;
  priority?: number;
  /** ISO time. */
  scheduledFor?: string | null;
  maxAttempts?: number;
  timeoutMs?: number | null;
  referenceId?: string | null;
  referenceType?: string | null;
  uniqueKey?: string | null;
  concurrencyKey?: string | null;
  tags?: readonly string[];
  failedProviders?: readonly string[];
  errorMessage?: string | null;
  /** Version of the worker that checked `data`. */
  workerVersion?: string | null;
}

const columns: readonly [column: keyof TaskChanges, type: string][] = [
  ["priority", "int"],
  ["scheduledFor", "timestamptz"],
  ["maxAttempts", "int"],
  ["timeoutMs", "int"],
  ["referenceId", "text"],
  ["referenceType", "text"],
  ["uniqueKey", "text"],
  ["concurrencyKey", "text"],
  ["tags", "text[]"],
  ["failedProviders", "text[]"],
  ["errorMessage", "text"],
  ["workerVersion", "text"],
];

/** SQL assignments: the changes of {@link changeSource}. A missing column keeps its value, or gets that of `otherwise`. */
export function assignChanges(otherwise: Partial<Record<keyof TaskChanges, string>> = {}): string {
  const rest = columns.map(
    ([column]) =>
      `"${column}" = CASE WHEN c ? '${column}' THEN n."${column}" ELSE ${otherwise[column] ?? `t."${column}"`} END`,
  );
  return [`data = CASE WHEN c ? 'data' THEN c->'data' ELSE t.data END`, ...rest].join(",\n    ");
}

/** SQL: what the changes are read from. Parameter $2: the {@link TaskChanges} as JSON. */
export const changeSource = `FROM (SELECT $2::jsonb AS c) given, jsonb_to_record($2::jsonb) AS n(${columns.map(([column, type]) => `"${column}" ${type}`).join(", ")})`;

/** SQL: when the changed task is due: at its new time, but not before now. `greatest` ignores a time that is not given. */
export const dueAt = `greatest(n."scheduledFor", clock_timestamp())`;

const statement: Statement = {
  name: "updateTask",
  text: `UPDATE "QueueTask" t SET ${assignChanges()}, "updatedAt" = clock_timestamp(),
    "startBy" = CASE WHEN c ? 'scheduledFor' THEN ${startByFrom(dueAt)} ELSE t."startBy" END,
    "refusalCount" = CASE WHEN c ? 'data' THEN 0 ELSE t."refusalCount" END, "refusedAt" = CASE WHEN c ? 'data' THEN NULL ELSE t."refusedAt" END
  ${changeSource}
  WHERE t.id = $1::text AND t.status = $3::text::"QueueStatus" AND t.attempts = $4::int AND ${limitLockWait()}
  RETURNING ${taskColumns}`,
};

/** Changes a task. Returns undefined if its status or attempts have changed since it was read. */
export async function updateTask(
  database: Database,
  id: string,
  changesJson: string,
  expected: { status: QueueStatus; attempts: number },
): Promise<TaskRow | undefined> {
  return (await database.query<TaskRow>(statement, [id, changesJson, expected.status, expected.attempts]))[0];
}
