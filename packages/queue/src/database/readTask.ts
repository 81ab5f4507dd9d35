import type { TaskRow } from "../domain/TaskRow.ts";
import type { Database, Statement } from "./database.ts";
import { taskColumns } from "./taskRow.ts";
import { toIdParameter } from "./toIdParameter.ts";

const byId: Statement = {
  name: "readTask",
  text: `SELECT ${taskColumns} FROM "QueueTask" t WHERE t.id = $1::text`,
};

/** Returns a task; undefined if it does not exist. */
export async function readTask(database: Database, id: string): Promise<TaskRow | undefined> {
  return (await database.query<TaskRow>(byId, [toIdParameter(id)]))[0];
}

const byIds: Statement = {
  name: "readTasks",
  text: `SELECT ${taskColumns} FROM jsonb_array_elements_text($1::jsonb) AS i(id) JOIN "QueueTask" t ON t.id = i.id`,
};

/** Returns the existing tasks with these ids. */
export function readTasks(database: Database, ids: readonly string[]): Promise<TaskRow[]> {
  return database.query<TaskRow>(byIds, [JSON.stringify(ids)]);
}

const byUniqueKey: Statement = {
  name: "readTasksByUniqueKey",
  text: `SELECT ${taskColumns} FROM jsonb_to_recordset($1::jsonb) AS k(type text, "uniqueKey" text)
  JOIN "QueueTask" t ON t.type = k.type AND t."uniqueKey" = k."uniqueKey" AND t."uniqueKey" IS NOT NULL AND t."finishedAt" IS NULL`,
};

/** Returns the unfinished tasks that have these keys. */
export function readTasksByUniqueKey(
  database: Database,
  keys: readonly { type: string; uniqueKey: string }[],
): Promise<TaskRow[]> {
  return database.query<TaskRow>(byUniqueKey, [JSON.stringify(keys)]);
}
