import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "hasProcessingTasks",
  // Served by QueueTask_lease_idx: it contains only running tasks.
  text: `SELECT EXISTS (SELECT 1 FROM "QueueTask" t WHERE t.status = 'PROCESSING' AND t."leaseExpiresAt" IS NOT NULL AND ($1::text IS NULL OR t.type = $1::text)) AS "isBusy"`,
};

/** Whether any process is running a task, or a task of this type. */
export async function hasProcessingTasks(database: Database, type: string | undefined): Promise<boolean> {
  const [row] = await database.query<{ isBusy: boolean }>(statement, [type ?? null]);
  return row?.isBusy ?? false;
}
