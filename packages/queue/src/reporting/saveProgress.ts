import type { Database, Statement } from "../database/database.ts";

export interface ProgressReport {
  id: string;
  token: string;
  percent: number;
  note: string | null;
}

const statement: Statement = {
  name: "saveProgress",
  // A row that another transaction has locked is skipped: the next report replaces this one.
  text: `WITH free AS MATERIALIZED (
    SELECT t.id, p.percent, p.note FROM jsonb_to_recordset($1::jsonb) AS p(id text, token uuid, percent float8, note text)
    JOIN "QueueTask" t ON t.id = p.id AND t."leaseToken" = p.token FOR NO KEY UPDATE OF t SKIP LOCKED
  )
  UPDATE "QueueTask" t SET progress = f.percent, "progressNote" = f.note, "updatedAt" = clock_timestamp()
  FROM free f WHERE t.id = f.id RETURNING t.id`,
};

/** Saves the progress of claims whose lease is not lost. */
export async function saveProgress(database: Database, reports: readonly ProgressReport[]): Promise<void> {
  await database.query(statement, [JSON.stringify(reports)]);
}
