import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "removeRunner",
  text: `DELETE FROM "QueueRunner" r WHERE r.id = $1::text RETURNING r.id`,
};

/** Removes a runner that stopped. */
export async function removeRunner(database: Database, id: string): Promise<void> {
  await database.query(statement, [id]);
}
