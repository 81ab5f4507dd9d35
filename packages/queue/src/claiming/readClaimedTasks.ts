import type { Database, Statement } from "../database/database.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { type ClaimedRow, claimedColumns, toClaimedTasks } from "./claimedTask.ts";
import { inClaimOrder, isRunning } from "./claimRules.ts";

const statement: Statement = {
  name: "readClaimedTasks",
  text: `SELECT ${claimedColumns} FROM "QueueTask" t WHERE ${isRunning} AND t."leaseToken" = $1::uuid
  ORDER BY ${inClaimOrder}`,
};

/** Reads the tasks of a claim whose reply was lost, in claim order. */
export async function readClaimedTasks(database: Database, token: string): Promise<ClaimedTask[]> {
  return toClaimedTasks(await database.query<ClaimedRow>(statement, [token]), token);
}
