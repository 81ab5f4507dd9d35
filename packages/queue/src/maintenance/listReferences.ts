import type { Database, Statement } from "../database/database.ts";

/** A column of another table whose foreign key prevents the deletion of referenced tasks. The names are quoted for SQL. */
export interface Reference {
  table: string;
  column: string;
  constraint: string;
}

const statement: Statement = {
  name: "listReferences",
  // Foreign keys of the application to QueueTask.id with ON DELETE RESTRICT or NO ACTION. Foreign keys of partitions are left
  // out, because their parent table has the same one. So are tables that may not be read: there, the deletion fails.
  text: `SELECT c.conrelid::regclass::text AS "table", quote_ident(a.attname) AS "column", c.conname AS "constraint"
  FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
  JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
  WHERE c.contype = 'f' AND c.confrelid = '"QueueTask"'::regclass AND c.confdeltype IN ('a', 'r') AND c.conparentid = 0
    AND cardinality(c.conkey) = 1 AND k.attname = 'id' AND has_table_privilege(c.conrelid, 'SELECT')`,
};

/** Reads from the catalog which foreign keys can prevent the deletion of a task. */
export function listReferences(database: Database): Promise<Reference[]> {
  return database.query(statement, []);
}
