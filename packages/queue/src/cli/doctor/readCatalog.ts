import type pg from "pg";
import { quoteIdentifier } from "../../domain/quoteIdentifier.ts";
import { tableNames } from "../queueTables.ts";

/** One object of the queue's tables, as PostgreSQL describes it. */
export interface CatalogEntry {
  kind: "table" | "column" | "index" | "constraint" | "setting" | "value";
  /** The table or, for a setting, the table or index. For a value, the enum. */
  owner: string;
  name: string;
  /** Type and default of a column, or the definition of an index or a constraint, or the value of a setting. */
  definition: string;
}

const readEntries = `
  WITH tables AS (
    SELECT oid, relname FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') AND relname = ANY ($2)
  ), relations AS (
    SELECT oid, relname FROM tables
    UNION ALL SELECT c.oid, c.relname FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
  )
  SELECT 'table' AS kind, relname::text AS owner, relname::text AS name, '' AS definition FROM tables
  UNION ALL
  SELECT 'column', t.relname, a.attname, format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
      || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  UNION ALL
  SELECT 'constraint', t.relname, c.conname, pg_get_constraintdef(c.oid)
    FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype IN ('c', 'f', 'p')
  UNION ALL
  SELECT 'index', t.relname, c.relname, pg_get_indexdef(c.oid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid AND NOT i.indisprimary JOIN pg_class c ON c.oid = i.indexrelid
  UNION ALL
  SELECT 'setting', r.relname, o.option_name, o.option_value
    FROM relations r JOIN pg_class c ON c.oid = r.oid CROSS JOIN pg_options_to_table(c.reloptions) o
  UNION ALL
  SELECT 'value', y.typname, e.enumlabel, '' FROM pg_type y JOIN pg_enum e ON e.enumtypid = y.oid
    WHERE y.typnamespace = to_regnamespace($1) AND y.typname = 'QueueStatus'`;

/**
 * Reads the queue's objects of one PostgreSQL schema. The names in definitions are not qualified, so that entries of two schemas can be
 * compared. It needs a transaction.
 */
export async function readCatalog(client: pg.ClientBase, schema: string): Promise<CatalogEntry[]> {
  const quoted = quoteIdentifier(schema);
  await client.query("SELECT set_config('search_path', $1, true)", [quoted]);
  const { rows } = await client.query<CatalogEntry>(readEntries, [quoted, tableNames]);
  return rows.map((row) => ({ ...row, definition: normalise(row.definition) }));
}

/** PostgreSQL qualifies the table of an index, and the sequence of temporary tables. The settings of an index are entries of their own. */
const normalise = (definition: string): string =>
  definition
    .replace(/ ON (?:ONLY )?(?:"(?:[^"]|"")+"|\w+)\.(?="Queue)/, " ON ")
    .replace(/ WITH \([^)]*\)/, "")
    .replace(/nextval\('(?:(?:"(?:[^"]|"")+"|\w+)\.)?(?="Queue)/, "nextval('");
