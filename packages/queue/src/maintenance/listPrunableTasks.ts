import type { Database, Statement } from "../database/database.ts";
import { isPastRetention, type Retention } from "./isPastRetention.ts";

/** A finished task past its retention. */
export interface PrunableTask {
  id: string;
  /** Rows that are deleted with this task: its own, its attempts and its logs. More than 10,000 of a kind count as 10,000. */
  rows: number;
}

const list: Statement = {
  name: "listPrunableTasks",
  // A TID range scan reads each page once and does not depend on ids or on the database's collation. An index on "finishedAt"
  // would cost a write for every recorded outcome.
  text: `SELECT o.id, 1 + least(o.attempts, 10000)
    + (SELECT count(*)::int FROM (SELECT FROM "QueueTaskLog" l WHERE l."taskId" = o.id LIMIT 10000) counted) AS rows
  FROM "QueueTask" o WHERE o.ctid >= $3::tid AND o.ctid < $4::tid AND ${isPastRetention}`,
};

/** Lists the finished tasks past their retention in the pages of the table from `pages.from` up to, but without, `pages.to`. */
export function listPrunableTasks(
  database: Database,
  { completedMs, failedMs }: Retention,
  pages: { from: number; to: number },
): Promise<PrunableTask[]> {
  return database.query(list, [completedMs, failedMs, `(${pages.from},0)`, `(${pages.to},0)`]);
}

const count: Statement = {
  name: "countTaskPages",
  text: `SELECT (pg_relation_size('"QueueTask"'::regclass) / current_setting('block_size')::int)::float8 AS pages`,
};

/** Returns the number of pages of the table QueueTask, without its indexes and out-of-line values. */
export async function countTaskPages(database: Database): Promise<number> {
  const [row] = await database.query<{ pages: number }>(count, []);
  return row?.pages ?? 0;
}
