import type { Database, Statement } from "../database/database.ts";

/** A column of another table that keeps the tasks it references from being deleted. Names are quoted as SQL wants them. */
export interface Reference {
  table: string;
  column: string;
  constraint: string;
}

const statement: Statement = {
  name: "listReferences",
  // Foreign keys of the application to QueueTask.id with ON DELETE RESTRICT or NO ACTION. Not those of partitions, whose
  // table stands for them, nor those of tables that may not be read: these are found out by trying.
  text: `SELECT c.conrelid::regclass::text AS "table", quote_ident(a.attname) AS "column", c.conname AS "constraint"
  FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
  JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]
  WHERE c.contype = 'f' AND c.confrelid = '"QueueTask"'::regclass AND c.confdeltype IN ('a', 'r') AND c.conparentid = 0
    AND cardinality(c.conkey) = 1 AND k.attname = 'id' AND has_table_privilege(c.conrelid, 'SELECT')`,
};

/** Reads from the catalog what can keep a task from being deleted. */
export function listReferences(database: Database): Promise<Reference[]> {
  return database.query(statement, []);
}
