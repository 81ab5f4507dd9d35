import type { Database, Statement } from "../../../database/database.ts";

/** A row of the table ContactImportError. */
export interface ContactErrorRow {
  importId: string;
  rowNumber: number;
  message: string;
}

const statement: Statement = {
  name: "insertContactErrors",
  text: `INSERT INTO "ContactImportError" ("importId", "rowNumber", message)
  SELECT r."importId", r."rowNumber", r.message
  FROM jsonb_to_recordset($1::jsonb) AS r("importId" text, "rowNumber" int, message text)
  ON CONFLICT ("importId", "rowNumber") DO NOTHING`,
};

/** Stores why rows were rejected and skips existing rows. */
export async function insertContactErrors(database: Database, errors: readonly ContactErrorRow[]): Promise<void> {
  await database.query(statement, [JSON.stringify(errors)]);
}
