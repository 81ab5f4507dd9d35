import type { Database, Statement } from "../../../database/database.ts";

const statement: Statement = {
  name: "countContactErrors",
  text: `SELECT count(*)::int AS count FROM "ContactImportError" WHERE "importId" = $1::text AND "rowNumber" <= $2::int`,
};

/** Returns the number of errors that an import stored up to a row. */
export async function countContactErrors(database: Database, importId: string, lastRow: number): Promise<number> {
  const [found] = await database.query<{ count: number }>(statement, [importId, lastRow]);
  return found?.count ?? 0;
}
