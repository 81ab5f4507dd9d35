import type { Database, Statement } from "../../../database/database.ts";

/** A row of the file that was rejected. */
export interface RejectedRow {
  /** 1 is the first below the header. */
  row: number;
  message: string;
}

const statement: Statement = {
  name: "readFirstErrors",
  text: `SELECT "rowNumber" AS row, message FROM "ContactImportError"
  WHERE "importId" = $1::text ORDER BY "rowNumber" LIMIT $2::int`,
};

/** Returns the first errors that an import stored, in the order of the file. */
export async function readFirstErrors(database: Database, importId: string, limit: number): Promise<RejectedRow[]> {
  return database.query<RejectedRow>(statement, [importId, limit]);
}
