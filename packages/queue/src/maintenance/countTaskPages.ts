import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "countTaskPages",
  text: `SELECT (pg_relation_size('"QueueTask"'::regclass) / current_setting('block_size')::int)::float8 AS pages`,
};

/** Pages that the table of tasks has, without its indexes and long values. */
export async function countTaskPages(database: Database): Promise<number> {
  const [row] = await database.query<{ pages: number }>(statement, []);
  return row?.pages ?? 0;
}
