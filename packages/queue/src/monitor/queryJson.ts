import type { Database, Statement } from "../database/database.ts";
import { parseExactJson } from "../domain/json/parseExactJson.ts";

/**
 * Runs a statement that returns one row with a column `json` of type text, and parses it. SQL's null becomes null. The drivers would parse a column of type
 * json themselves, and round its large integers.
 */
export async function queryJson<T>(
  database: Database,
  statement: Statement,
  parameters: readonly unknown[],
): Promise<T> {
  const [row] = await database.query<{ json: string | null }>(statement, parameters);
  if (!row) throw new Error(`The statement ${statement.name} returns one row.`);
  return (row.json === null ? null : parseExactJson(row.json)) as T;
}
