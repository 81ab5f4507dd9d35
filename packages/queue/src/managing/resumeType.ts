import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "resumeType",
  text: `DELETE FROM "QueueGate" g WHERE g.type = $1::text RETURNING g.type`,
};

/** Ends a pause. Returns whether the type was paused. */
export async function resumeType(database: Database, type: string): Promise<boolean> {
  return (await database.query(statement, [type])).length > 0;
}
