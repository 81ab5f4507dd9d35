import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "listDueFailedTasks",
  text: `SELECT t.id, t.type FROM "QueueTask" t
  WHERE t.type = ANY(ARRAY(SELECT jsonb_array_elements_text($1::jsonb))) AND t.status IN ('PENDING', 'FAILED') AND (t.status = 'FAILED' OR t."refusedAt" IS NOT NULL)
    AND coalesce(t."scheduledFor", t."createdAt") <= clock_timestamp() AND t.attempts < t."maxAttempts"
    AND NOT EXISTS (SELECT 1 FROM "QueueGate" g WHERE g.type = t.type)
  ORDER BY coalesce(t.priority, 0) DESC, coalesce(t."scheduledFor", t."createdAt"), t.seq LIMIT $2::int`,
};

/** Failed tasks of these types whose next attempt is due, and those that a process has refused, in the order in which they would be claimed. */
export function listDueFailedTasks(
  database: Database,
  types: readonly string[],
  limit: number,
): Promise<{ id: string; type: string }[]> {
  return database.query(statement, [JSON.stringify(types), limit]);
}
