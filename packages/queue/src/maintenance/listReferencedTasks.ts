import { toTextArray } from "../database/arrays.ts";
import type { Database } from "../database/database.ts";
import type { Reference } from "./listReferences.ts";

/**
 * Those of these tasks that a reference keeps from being deleted.
 *
 * The only text that is no constant: the names in it come from PostgreSQL's catalog, which quoted them. Asking costs less
 * than trying: a statement that fails costs its connection (`pg` closes it) and a line in PostgreSQL's log.
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
