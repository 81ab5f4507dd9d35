import type { Database, Statement } from "../../../database/database.ts";

const statement: Statement = {
  name: "readLastRow",
  // Each maximum is the end of its unique index on (importId, rowNumber).
  text: `SELECT coalesce(greatest(
    (SELECT max("rowNumber") FROM "Contact" WHERE "importId" = $1::text),
    (SELECT max("rowNumber") FROM "ContactImportError" WHERE "importId" = $1::text)), 0) AS "lastRow"`,
};

/** Returns the number of the last row of an import that was stored or rejected; 0 if there is none. */
export async function readLastRow(database: Database, importId: string): Promise<number> {
  const [found] = await database.query<{ lastRow: number }>(statement, [importId]);
  return found?.lastRow ?? 0;
}
