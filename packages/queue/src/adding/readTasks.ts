import type { Database, Statement } from "../database/database.ts";
import { taskColumns } from "../database/taskRow.ts";
import type { TaskRow } from "../domain/TaskRow.ts";

const statement: Statement = {
  name: "readTasks",
  text: `SELECT ${taskColumns} FROM jsonb_array_elements_text($1::jsonb) AS i(id) JOIN "QueueTask" t ON t.id = i.id`,
};

/** The tasks that there are of these. */
export function readTasks(database: Database, ids: readonly string[]): Promise<TaskRow[]> {
  return database.query<TaskRow>(statement, [JSON.stringify(ids)]);
}
