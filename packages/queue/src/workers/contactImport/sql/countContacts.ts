import type { Database, Statement } from "../../../database/database.ts";

const statement: Statement = {
  name: "countContacts",
  text: `SELECT count(*)::int AS count FROM "Contact" WHERE "importId" = $1::text`,
};

/** Returns the number of contacts that an import stored. */
export async function countContacts(database: Database, importId: string): Promise<number> {
  const [found] = await database.query<{ count: number }>(statement, [importId]);
  return found?.count ?? 0;
}
