import type { Database, Statement } from "../database/database.ts";
import type { SettledTask } from "./settledTask.ts";
import { appendStatistics, statisticColumns } from "./statistics.ts";

/** A successful attempt. */
export interface Completion {
  id: string;
  token: string;
  /** JSON text of the result; null when there is nothing to store. */
  result: string | null;
  /** Why the result is missing. */
  note: string | null;
}

const statement: Statement = {
  name: "completeTasks",
  keepsPlan: "muchToDo",
  // The token guard makes a stale claim match no row, and only a running task has a token. Naming the status as well would
  // offer QueueTask_lease_idx to the planner, which then compares every record with every running task.
  // A cancellation that came first wins.
  text: `WITH done AS (
    UPDATE "QueueTask" t SET
      status = CASE WHEN t."cancelRequestedAt" IS NULL THEN 'COMPLETED' ELSE 'CANCELLED' END::"QueueStatus",
      "terminalReason" = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' END,
      result = CASE WHEN t."cancelRequestedAt" IS NULL THEN s.result END, "resultNote" = s.note,
      progress = CASE WHEN t.progress IS NULL OR t."cancelRequestedAt" IS NOT NULL THEN t.progress ELSE 100 END,
      "errorMessage" = NULL, "failureCount" = 0,
      "processedAt" = clock_timestamp(), "finishedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      "settledToken" = t."leaseToken", "leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL, "deadlineAt" = NULL
    FROM jsonb_to_recordset($1::jsonb) AS s(id text, token uuid, result jsonb, note text)
    WHERE t.id = s.id AND t."leaseToken" = s.token
    RETURNING t.id, ${statisticColumns}
  ), stats AS (${appendStatistics})
  SELECT count(*)::int AS settled, array_agg(d.id) FILTER (WHERE d.status = 'CANCELLED') AS cancelled,
    CASE WHEN count(*) < jsonb_array_length($1::jsonb) THEN array_agg(d.id) END AS "onlyIds" FROM done d`,
};

/** One row for the whole batch: nearly always all of it is completed, and then there is nothing more to say. */
interface CompletedBatch {
  settled: number;
  cancelled: string[] | null;
  /** The ids that were settled, when they are not all. */
  onlyIds: string[] | null;
}

/** Records successful attempts; answers those whose claim was still held. */
export async function completeTasks(database: Database, completions: readonly Completion[]): Promise<SettledTask[]> {
  const [batch] = await database.query<CompletedBatch>(statement, [`[${completions.map(toJson).join(",")}]`]);
  const cancelled = batch?.cancelled ?? [];
  const ids = batch?.onlyIds ?? (batch?.settled === completions.length ? completions.map(({ id }) => id) : []);
  return ids.map((id) => ({ id, status: cancelled.includes(id) ? "CANCELLED" : "COMPLETED" }));
}

/** The result is JSON text already. SQL NULL means none, so a result of null is spliced in like any other. */
function toJson({ id, token, result, note }: Completion): string {
  return `{"id":${JSON.stringify(id)},"token":"${token}"${result === null ? "" : `,"result":${result}`}${note === null ? "" : `,"note":${JSON.stringify(note)}`}}`;
}
