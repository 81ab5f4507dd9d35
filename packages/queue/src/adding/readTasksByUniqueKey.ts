import type { Database, Statement } from "../database/database.ts";
import { taskColumns } from "../database/taskRow.ts";
import type { TaskRow } from "../domain/TaskRow.ts";

const statement: Statement = {
  name: "readTasksByUniqueKey",
  text: `SELECT ${taskColumns} FROM jsonb_to_recordset($1::jsonb) AS k(type text, "uniqueKey" text)
  JOIN "QueueTask" t ON t.type = k.type AND t."uniqueKey" = k."uniqueKey" AND t."uniqueKey" IS NOT NULL AND t."finishedAt" IS NULL`,
};

/** The unfinished tasks that hold these keys. */
export function readTasksByUniqueKey(
  database: Database,
  keys: readonly { type: string; uniqueKey: string }[],
): Promise<TaskRow[]> {
  return database.query<TaskRow>(statement, [JSON.stringify(keys)]);
}
