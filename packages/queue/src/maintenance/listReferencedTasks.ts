import { toTextArray } from "../database/arrays.ts";
import type { Database } from "../database/database.ts";
import type { Reference } from "./listReferences.ts";

/**
 * Returns the tasks of this list that cannot be deleted because of a reference.
 *
 * This is the only statement that is not constant: PostgreSQL's catalog supplies its names, and quotes them. A query is cheaper
 * than a failed deletion, which costs its connection (`pg` closes it) and a line in PostgreSQL's log.
 */
export async function listReferencedTasks(
  database: Database,
  { table, column }: Reference,
  ids: readonly string[],
): Promise<string[]> {
  const text = `SELECT DISTINCT r.${column}::text AS id FROM ${table} r WHERE r.${column} = ANY($1::text[])`;
  const rows = await database.query<{ id: string }>({ name: "listReferencedTasks", text }, [toTextArray(ids)]);
  return rows.map(({ id }) => id);
}
