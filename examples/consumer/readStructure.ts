import type { PrismaClient } from "@package/db";

/** Everything that a database knows about the queue's tables, in words that do not depend on when they were made. */
export async function readStructure(db: Pick<PrismaClient, "$queryRawUnsafe">): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ line: string }[]>(`
    WITH tables AS (SELECT oid, relname, reloptions FROM pg_class WHERE relkind = 'r' AND relname LIKE 'Queue%')
    SELECT relname || ' options ' || coalesce(array_to_string(reloptions, ' '), 'none') AS line FROM tables
    UNION ALL
    SELECT relname || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' '
      || CASE WHEN attnotnull THEN 'not null ' ELSE '' END || coalesce(pg_get_expr(adbin, adrelid), '')
      FROM tables JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    UNION ALL
    SELECT relname || ' constraint ' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
      FROM tables JOIN pg_constraint ON conrelid = tables.oid
    UNION ALL
    SELECT pg_get_indexdef(indexrelid) FROM tables JOIN pg_index ON indrelid = tables.oid`);
  return rows.map(({ line }) => line).sort();
}
