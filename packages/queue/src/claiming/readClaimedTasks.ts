import type { Database, Statement } from "../database/database.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { type ClaimedRow, claimedColumns, toClaimedTasks } from "./claimedTask.ts";

const statement: Statement = {
  name: "readClaimedTasks",
  // Served by QueueTask_lease_idx: only running tasks are in it.
  text: `SELECT ${claimedColumns} FROM "QueueTask" t WHERE t.status = 'PROCESSING' AND t."leaseExpiresAt" IS NOT NULL AND t."leaseToken" = $1::uuid
  ORDER BY coalesce(t.priority, 0) DESC, coalesce(t."scheduledFor", t."createdAt"), t.seq`,
};

/** The tasks that a claim took whose reply was lost. */
export async function readClaimedTasks(database: Database, token: string): Promise<ClaimedTask[]> {
  return toClaimedTasks(await database.query<ClaimedRow>(statement, [token]), token);
}
