import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { toIdParameter } from "../database/toIdParameter.ts";

const statement: Statement = {
  name: "deleteTask",
  text: `DELETE FROM "QueueTask" t WHERE t.id = $1::text AND ${limitLockWait()} RETURNING t.status = 'PROCESSING' AS "wasRunning", t."ownerId"`,
};

export interface DeletedTask {
  wasRunning: boolean;
  ownerId: string | null;
}

/** Deletes a task with its history. Returns undefined if it does not exist. A running task loses its lease. */
export async function deleteTask(database: Database, id: string): Promise<DeletedTask | undefined> {
  return (await database.query<DeletedTask>(statement, [toIdParameter(id)]))[0];
}
