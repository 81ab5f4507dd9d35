import { toNumberArray, toTextArray } from "../database/arrays.ts";
import type { Database, Statement } from "../database/database.ts";
import { type StatementSlots, withWrites } from "../database/StatementSlots.ts";
import { isCancelled, isHeldClaim, settleLease } from "./endOfClaim.ts";
import type { SettledTask } from "./settledTask.ts";
import { type AttemptTimes, appendStatistics, insertStatistics, sumCompleted } from "./statistics.ts";

/** A successful attempt. */
export interface Completion extends AttemptTimes {
  id: string;
  token: string;
  type: string;
  /** JSON of the result, where `"null"` means that the worker returned null; null if there is no result to store. */
  result: string | null;
  /** Why the result is missing. */
  note: string | null;
}

const completeStatement = ({ onSettle }: StatementSlots): Statement => ({
  name: "completeTasks",
  keepsPlan: "muchToDo",
  // A cancellation that was requested before has priority.
  // A result of JSON null differs from no result, which is NULL: `->` keeps them apart, a column of a record would not.
  // Nearly always the batch is `whole`: all its tasks were completed. Then the statement returns no rows, and its statistics are the
  // sums that the caller sent. Otherwise it sums up the tasks that were settled.
  text: `WITH done AS (
    UPDATE "QueueTask" t SET
      status = CASE WHEN ${isCancelled} THEN 'CANCELLED' ELSE 'COMPLETED' END::"QueueStatus",
      "terminalReason" = CASE WHEN ${isCancelled} THEN 'CANCELLED' END,
      result = CASE WHEN NOT ${isCancelled} THEN s.result END, "resultNote" = s.note,
      progress = CASE WHEN t.progress IS NULL OR ${isCancelled} THEN t.progress ELSE 100 END,
      "errorMessage" = NULL, "failureCount" = 0,
      "processedAt" = clock_timestamp(), "finishedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      ${settleLease}
    FROM (SELECT c.place, c.id, (SELECT $3::text::uuid[])[coalesce(c.claim, 1)] AS token,
        c.returned->'result' AS result, c.returned->>'note' AS note
      FROM ROWS FROM (unnest($1::text::text[]), unnest($2::text::int[]),
        jsonb_array_elements($4::jsonb)) WITH ORDINALITY AS c(id, claim, returned, place)) s
    WHERE t.id = s.id AND ${isHeldClaim}
    RETURNING t.id, t.type, t.status, s.place
  ), whole AS (
    SELECT count(*) FILTER (WHERE d.status = 'COMPLETED') = $5::int AS "isWhole" FROM done d
  ), stats AS (
    ${insertStatistics}
    SELECT g.type, date_trunc('minute', statement_timestamp()), g.completed, 0, 0, 0, g."runMs", g."waitMs", g."runBuckets"
    FROM jsonb_to_recordset($6::jsonb) AS g(type text, completed int, "runMs" bigint, "waitMs" bigint, "runBuckets" int[])
    WHERE (SELECT w."isWhole" FROM whole w)
  ), "otherStats" AS (
    ${appendStatistics(`(SELECT d.type, d.status::text AS status, (SELECT $7::text::float8[])[d.place] / 1000 AS "runMs",
      (SELECT $8::text::float8[])[d.place] / 1000 AS "waitMs" FROM done d WHERE NOT (SELECT w."isWhole" FROM whole w))`)}
  )${withWrites(onSettle)}
  SELECT w."isWhole", CASE WHEN NOT w."isWhole" THEN
    (SELECT jsonb_agg(jsonb_build_object('id', d.id, 'status', d.status)) FROM done d) END AS settled FROM whole w`,
});

interface CompletedBatch {
  /** Whether all were completed. */
  isWhole: boolean;
  /** Those that were settled, if it is not whole; null means none. */
  settled: SettledTask[] | null;
}

/** Makes {@link completeTasks} with these slots filled. */
export function createCompleteTasks(slots: StatementSlots = {}) {
  const statement = completeStatement(slots);
  return async (database: Database, completions: readonly Completion[]): Promise<SettledTask[]> => {
    const [batch] = await database.query<CompletedBatch>(statement, [
      toTextArray(completions.map(({ id }) => id)),
      ...listTokens(completions),
      completions.some(hasResultOrNote) ? `[${completions.map(toJson).join(",")}]` : null,
      completions.length,
      sumCompleted(completions),
      toNumberArray(completions.map(({ runMs }) => toMicroseconds(runMs))),
      toNumberArray(completions.map(({ waitMs }) => toMicroseconds(waitMs))),
    ]);
    if (batch?.isWhole) return completions.map(({ id }) => ({ id, status: "COMPLETED" }));
    return batch?.settled ?? [];
  };
}

/** Records successful attempts. Returns those whose claim was still held. */
export const completeTasks = createCompleteTasks();

/** Lists each token once, and for each task the index of its token, from 1 on; no indexes if there is one token. */
function listTokens(completions: readonly Completion[]): [indexes: string | null, tokens: string] {
  const indexes = new Map<string, number>();
  const all = completions.map(({ token }) => {
    const index = indexes.get(token) ?? indexes.size + 1;
    indexes.set(token, index);
    return index;
  });
  return [indexes.size > 1 ? toNumberArray(all) : null, toTextArray([...indexes.keys()])];
}

/** Drops digits without meaning, which would be sent too. Converting whole numbers to text takes half the time of fractions. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1_000);
}

function hasResultOrNote({ result, note }: Completion): boolean {
  return result !== null || note !== null;
}

/** Does not encode the result: it is JSON already. */
function toJson({ result, note }: Completion): string {
  return result === null ? JSON.stringify({ note }) : `{"result":${result}}`;
}
