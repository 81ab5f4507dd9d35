import type { Database, Statement } from "../database/database.ts";
import { isPastRetention, type Retention } from "./isPastRetention.ts";

export interface PrunableTask {
  id: string;
  /** Rows that go when this task goes, its own among them. Attempts and logs above 10,000 are not counted. */
  rows: number;
}

const statement: Statement = {
  name: "listPrunableTasks",
  // Goes by the place of the rows (a TID range scan): it reads each page once, whatever the ids look like and however the
  // database's collation sorts them, and needs no index on "finishedAt", which would cost a write at every settlement.
  text: `SELECT o.id, 1 + least(o.attempts, 10000)
    + (SELECT count(*)::int FROM (SELECT FROM "QueueTaskLog" l WHERE l."taskId" = o.id LIMIT 10000) counted) AS rows
  FROM "QueueTask" o WHERE o.ctid >= $3::tid AND o.ctid < $4::tid AND ${isPastRetention}`,
};

/** The finished tasks past their retention that lie in these pages of the table, from the first up to before the last. */
export function listPrunableTasks(
  database: Database,
  { completedMs, failedMs }: Retention,
  pages: { from: number; to: number },
): Promise<PrunableTask[]> {
  return database.query(statement, [completedMs, failedMs, `(${pages.from},0)`, `(${pages.to},0)`]);
}
