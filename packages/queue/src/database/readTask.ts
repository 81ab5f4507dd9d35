import type { TaskRow } from "../domain/TaskRow.ts";
import type { Database, Statement } from "./database.ts";
import { taskColumns } from "./taskRow.ts";
import { toIdParameter } from "./toIdParameter.ts";

const statement: Statement = {
  name: "readTask",
  text: `SELECT ${taskColumns} FROM "QueueTask" t WHERE t.id = $1::text`,
};

/** One task, or undefined. */
export async function readTask(database: Database, id: string): Promise<TaskRow | undefined> {
  return (await database.query<TaskRow>(statement, [toIdParameter(id)]))[0];
}
