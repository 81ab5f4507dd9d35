import { isRunning } from "../claiming/claimRules.ts";
import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "hasProcessingTasks",
  text: `SELECT EXISTS (SELECT 1 FROM "QueueTask" t WHERE ${isRunning} AND ($1::text IS NULL OR t.type = $1::text)) AS "isBusy"`,
};

/** Whether any process is running a task, or a task of this type. */
export async function hasProcessingTasks(database: Database, type: string | undefined): Promise<boolean> {
  const [row] = await database.query<{ isBusy: boolean }>(statement, [type ?? null]);
  return row?.isBusy ?? false;
}
