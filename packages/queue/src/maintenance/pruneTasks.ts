import { toTextArray } from "../database/arrays.ts";
import type { Database, Statement } from "../database/database.ts";
import { isPastRetention, type Retention } from "./isPastRetention.ts";

const statement: Statement = {
  name: "pruneTasks",
  // A task may have been retried since it was listed. A task that a transaction has locked, for example by an insert that
  // references it, is skipped until a later run.
  text: `DELETE FROM "QueueTask" t WHERE t.id = ANY(ARRAY(
    SELECT o.id FROM "QueueTask" o WHERE o.id = ANY($3::text[]) AND ${isPastRetention} FOR UPDATE SKIP LOCKED))
  RETURNING t."ownerId"`,
};

/** Deletes the tasks of this list that are past their retention, all or none, and returns their owners. */
export async function pruneTasks(
  database: Database,
  { completedMs, failedMs }: Retention,
  ids: readonly string[],
): Promise<{ ownerId: string | null }[]> {
  return database.query<{ ownerId: string | null }>(statement, [completedMs, failedMs, toTextArray(ids)]);
}
