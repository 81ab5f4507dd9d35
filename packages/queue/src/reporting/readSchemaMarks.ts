import type { Database, Statement } from "../database/database.ts";

/** What tells the version of the queue's tables. */
export interface SchemaMarks {
  hasTable: boolean;
  comment: string | null;
  hasClaimIndex: boolean;
}

/** Reads catalogs only, so it takes no lock and does not depend on the size of the tables. */
const statement: Statement = {
  name: "readSchemaMarks",
  text: `SELECT to_regclass('"QueueTask"') IS NOT NULL AS "hasTable", obj_description(to_regclass('"QueueTask"'), 'pg_class') AS comment,
  to_regclass('"QueueTask_claim_idx"') IS NOT NULL AS "hasClaimIndex"`,
};

/** Returns what tells the version of the queue's tables. */
export async function readSchemaMarks(database: Database): Promise<SchemaMarks | undefined> {
  return (await database.query<SchemaMarks>(statement, []))[0];
}
