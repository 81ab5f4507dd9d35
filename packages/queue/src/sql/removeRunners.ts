import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "removeRunners",
  text: `DELETE FROM "QueueRunner" r WHERE r.id = $1::text OR r."heartbeatAt" < clock_timestamp() - interval '1 day' RETURNING r.id`,
};

/** Removes a runner that stopped, and those not heard of for a day. */
export async function removeRunners(database: Database, id: string): Promise<void> {
  await database.query(statement, [id]);
}
