import type { Database, Statement } from "../database/database.ts";
import type { QueueStatus } from "../types.ts";
import { type TaskRow, taskColumns } from "./taskRow.ts";

/** The columns that a caller may change, each as JSON has it; a missing one stays. */
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
}

const changed = (column: string) => `"${column}" = CASE WHEN c ? '${column}' THEN n."${column}" ELSE t."${column}" END`;
const columns: readonly [column: string, type: string][] = [
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
];

const statement: Statement = {
  name: "updateTask",
  text: `UPDATE "QueueTask" t SET data = CASE WHEN c ? 'data' THEN c->'data' ELSE t.data END,
    ${columns.map(([column]) => changed(column)).join(",\n    ")}, "updatedAt" = clock_timestamp()
  FROM (SELECT $2::jsonb AS c) given, jsonb_to_record($2::jsonb) AS n(${columns.map(([column, type]) => `"${column}" ${type}`).join(", ")})
  WHERE t.id = $1::text AND t.status = $3::text::"QueueStatus" AND t.attempts = $4::int
  RETURNING ${taskColumns}`,
};

/** Changes a task that is still as it was read (status and attempts); undefined when it has moved on. */
export async function updateTask(
  database: Database,
  id: string,
  changesJson: string,
  expected: { status: QueueStatus; attempts: number },
): Promise<TaskRow | undefined> {
  return (await database.query<TaskRow>(statement, [id, changesJson, expected.status, expected.attempts]))[0];
}
