import type { Database, Statement } from "../database/database.ts";

export interface ProgressReport {
  id: string;
  token: string;
  percent: number;
  note: string | null;
}

const statement: Statement = {
  name: "saveProgress",
  text: `UPDATE "QueueTask" t SET progress = p.percent, "progressNote" = p.note, "updatedAt" = clock_timestamp()
  FROM jsonb_to_recordset($1::jsonb) AS p(id text, token uuid, percent float8, note text)
  WHERE t.id = p.id AND t."leaseToken" = p.token RETURNING t.id`,
};

/** Records the progress of claims that are still held. */
export async function saveProgress(database: Database, reports: readonly ProgressReport[]): Promise<void> {
  await database.query(statement, [JSON.stringify(reports)]);
}
