import type { Database, Statement } from "../database/database.ts";

/** Runs a statement that deletes up to `batch` rows, until it deletes fewer. */
export async function repeatBatches(
  database: Database,
  statement: Statement,
  batch: number,
  isStopping: () => boolean,
): Promise<void> {
  while (!isStopping() && (await database.query(statement, [])).length >= batch);
}
