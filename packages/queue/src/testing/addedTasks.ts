import { AssertionError } from "node:assert";
import type { Database } from "../database/database.ts";
import { taskColumns, toQueueTask } from "../database/taskRow.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import type { QueueTask } from "../domain/types.ts";
import { matches } from "./matches.ts";

/** Returns the tasks that are in the table, in the order of adding: of all processes, finished ones too. */
export async function readAdded(database: Database): Promise<QueueTask[]> {
  const text = `SELECT ${taskColumns} FROM "QueueTask" t ORDER BY t.seq`;
  return (await database.query<TaskRow>({ name: "readAdded", text }, [])).map((row) => toQueueTask(row));
}

/** Returns the first added task of a type whose data matches. @throws AssertionError that lists the tasks of the type */
export async function findAdded(database: Database, type: string, match: unknown): Promise<QueueTask> {
  const tasks = await readAdded(database);
  const ofType = tasks.filter((task) => task.type === type);
  const found = ofType.find(({ data }) => matches(data, match));
  if (found) return found;
  const others = [...new Set(tasks.map((task) => task.type))].join(", ") || "none";
  throw new AssertionError({
    message:
      ofType.length === 0
        ? `No ${type} task was added. Types of the added tasks: ${others}.`
        : `No ${type} task with this data was added.`,
    actual: ofType.map(({ data }) => data),
    expected: match,
    operator: "assertAdded",
  });
}
