import type { Database, Statement } from "../database/database.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { type ClaimedRow, claimedColumns, toClaimedTasks } from "./claimedTask.ts";
import { inClaimOrder } from "./claimRules.ts";

const statement: Statement = {
  name: "readClaimedTasks",
  // Served by QueueTask_lease_idx: it contains only running tasks.
  text: `SELECT ${claimedColumns} FROM "QueueTask" t WHERE t.status = 'PROCESSING' AND t."leaseExpiresAt" IS NOT NULL AND t."leaseToken" = $1::uuid
  ORDER BY ${inClaimOrder}`,
};

/** Reads the tasks of a claim whose reply was lost, in claim order. */
export async function readClaimedTasks(database: Database, token: string): Promise<ClaimedTask[]> {
  return toClaimedTasks(await database.query<ClaimedRow>(statement, [token]), token);
}
