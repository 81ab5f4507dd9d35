import type { Database, Statement } from "../../../database/database.ts";

/** A row of the table Contact. */
export interface ContactRow {
  ownerId: string | null;
  importId: string;
  rowNumber: number;
  email: string;
  name: string | null;
  company: string | null;
}

const statement: Statement = {
  name: "insertContacts",
  // One JSON parameter: thousands of parameters for a thousand rows would take fifty times as long to prepare.
  text: `INSERT INTO "Contact" ("ownerId", "importId", "rowNumber", email, name, company, "createdAt")
  SELECT r."ownerId", r."importId", r."rowNumber", r.email, r.name, r.company, statement_timestamp()
  FROM jsonb_to_recordset($1::jsonb)
    AS r("ownerId" text, "importId" text, "rowNumber" int, email text, name text, company text)
  ON CONFLICT ("importId", "rowNumber") DO NOTHING`,
};

/** Stores contacts and skips existing ones. */
export async function insertContacts(database: Database, contacts: readonly ContactRow[]): Promise<void> {
  await database.query(statement, [JSON.stringify(contacts)]);
}
