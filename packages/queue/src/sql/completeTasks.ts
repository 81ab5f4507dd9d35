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
  // The token guard makes a stale claim match no row. A cancellation that came first wins.
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
    WHERE t.id = s.id AND t."leaseToken" = s.token AND t.status = 'PROCESSING'
    RETURNING t.id, ${statisticColumns}
  ), stats AS (${appendStatistics})
  SELECT d.id, d.status FROM done d`,
};

/** Records successful attempts; answers those whose claim was still held. */
export function completeTasks(database: Database, completions: readonly Completion[]): Promise<SettledTask[]> {
  return database.query<SettledTask>(statement, [`[${completions.map(toJson).join(",")}]`]);
}

/** The result is JSON text already. SQL NULL means none, so a result of null is spliced in like any other. */
function toJson({ id, token, result, note }: Completion): string {
  return `{"id":${JSON.stringify(id)},"token":"${token}"${result === null ? "" : `,"result":${result}`}${note === null ? "" : `,"note":${JSON.stringify(note)}`}}`;
}
