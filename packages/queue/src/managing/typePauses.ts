import type { Database, Statement } from "../database/database.ts";

const pauseStatement: Statement = {
  name: "pauseType",
  text: `INSERT INTO "QueueGate" (type, reason, "pausedAt") VALUES ($1::text, $2::text, clock_timestamp())
  ON CONFLICT (type) DO UPDATE SET reason = excluded.reason RETURNING type`,
};

/** Stops all processes from starting tasks of a type. */
export async function pauseType(database: Database, type: string, reason: string | null): Promise<void> {
  await database.query(pauseStatement, [type, reason]);
}

const resumeStatement: Statement = {
  name: "resumeType",
  text: `DELETE FROM "QueueGate" g WHERE g.type = $1::text RETURNING g.type`,
};

/** Ends a pause. Returns whether the type was paused. */
export async function resumeType(database: Database, type: string): Promise<boolean> {
  return (await database.query(resumeStatement, [type])).length > 0;
}
