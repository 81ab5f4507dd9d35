import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "pauseType",
  text: `INSERT INTO "QueueGate" (type, reason, "pausedAt") VALUES ($1::text, $2::text, clock_timestamp())
  ON CONFLICT (type) DO UPDATE SET reason = excluded.reason RETURNING type`,
};

/** Stops all processes from starting tasks of a type. */
export async function pauseType(database: Database, type: string, reason: string | null): Promise<void> {
  await database.query(statement, [type, reason]);
}
