import { toNumberArray, toTextArray } from "../database/arrays.ts";
import { addressColumn, addressType } from "../database/ctid.ts";
import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import type { SettledTask } from "./settledTask.ts";
import { type AttemptTimes, appendStatistics, insertStatistics, sumCompleted } from "./statistics.ts";

/** A successful attempt. */
export interface Completion extends AttemptTimes {
  id: string;
  token: string;
  /** Where the row lay when it was claimed; null when it was written since. */
  address: string | null;
  type: string;
  /** JSON text of the result (`null` as text when the worker returned null); null when there is nothing to store. */
  result: string | null;
  /** Why the result is missing. */
  note: string | null;
}

/** @param place - where a row `t` is found, for a record `s (id, address)` */
const complete = (name: string, place: string): Statement => ({
  name,
  keepsPlan: "muchToDo",
  // The token guard makes a stale claim match no row, and only a running task has a token. Naming the status as well would
  // offer QueueTask_lease_idx to the planner, which then compares every record with every running task.
  // A cancellation that came first wins.
  // A result of JSON null is a value, and no result is NULL: `->` keeps them apart, where a record's column would not.
  // Nearly always the batch is `whole`, all of it completed: then there is nothing more to say, and its statistics are the
  // sums that came with it. Otherwise they are summed up here, of those that were settled.
  text: `WITH done AS (
    UPDATE "QueueTask" t SET
      status = CASE WHEN t."cancelRequestedAt" IS NULL THEN 'COMPLETED' ELSE 'CANCELLED' END::"QueueStatus",
      "terminalReason" = CASE WHEN t."cancelRequestedAt" IS NOT NULL THEN 'CANCELLED' END,
      result = CASE WHEN t."cancelRequestedAt" IS NULL THEN s.result END, "resultNote" = s.note,
      progress = CASE WHEN t.progress IS NULL OR t."cancelRequestedAt" IS NOT NULL THEN t.progress ELSE 100 END,
      "errorMessage" = NULL, "failureCount" = 0,
      "processedAt" = clock_timestamp(), "finishedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(),
      "settledToken" = t."leaseToken", "leaseToken" = NULL, "leaseHolder" = NULL, "leaseExpiresAt" = NULL, "deadlineAt" = NULL
    FROM (SELECT c.place, c.id, c.address, (SELECT $3::text::uuid[])[coalesce(c.claim, 1)] AS token,
        c.returned->'result' AS result, c.returned->>'note' AS note
      FROM ROWS FROM (unnest($1::text::text[]), unnest($9::text::${addressType}[]), unnest($2::text::int[]),
        jsonb_array_elements($4::jsonb)) WITH ORDINALITY AS c(id, address, claim, returned, place)) s
    WHERE ${place} AND t."leaseToken" = s.token AND ${limitLockWait()}
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
  )
  SELECT w."isWhole", CASE WHEN NOT w."isWhole" THEN
    (SELECT jsonb_agg(jsonb_build_object('id', d.id, 'status', d.status)) FROM done d) END AS settled FROM whole w`,
});

const byId = complete("completeTasks", "t.id = s.id");
/** Without a way through the index of the ids, which is a sixth of what a settlement costs. */
const byAddress = complete("completeTasksByAddress", `t.${addressColumn} = s.address AND t.id = s.id`);

interface CompletedBatch {
  /** Whether every one was completed. */
  isWhole: boolean;
  /** Otherwise those that were settled, if any. */
  settled: SettledTask[] | null;
}

/** So many tasks that can be found by their addresses are worth a statement of their own. */
const worthwhile = 100;

/** Records successful attempts; answers those whose claim was still held. */
export function completeTasks(database: Database, completions: readonly Completion[]): Promise<SettledTask[]> {
  return settle(database, byId, completions);
}

/**
 * The same for those whose row lies where it was claimed. The others are not found: those that were written since, also by
 * somebody else, and those without an address. Where these are the rule, nothing is looked for.
 */
export async function completeTasksByAddress(
  database: Database,
  completions: readonly Completion[],
): Promise<SettledTask[]> {
  const placed = completions.filter(({ address }) => address !== null);
  const isWorthwhile = placed.length === completions.length || placed.length >= worthwhile;
  return isWorthwhile ? settle(database, byAddress, placed) : [];
}

async function settle(
  database: Database,
  statement: Statement,
  completions: readonly Completion[],
): Promise<SettledTask[]> {
  const [batch] = await database.query<CompletedBatch>(statement, [
    toTextArray(completions.map(({ id }) => id)),
    ...listClaims(completions),
    completions.some(hasResultOrNote) ? `[${completions.map(toJson).join(",")}]` : null,
    completions.length,
    sumCompleted(completions),
    toNumberArray(completions.map(({ runMs }) => toMicroseconds(runMs))),
    toNumberArray(completions.map(({ waitMs }) => toMicroseconds(waitMs))),
    statement === byAddress ? toTextArray(completions.map(({ address }) => `${address}`)) : null,
  ]);
  if (batch?.isWhole) return completions.map(({ id }) => ({ id, status: "COMPLETED" }));
  return batch?.settled ?? [];
}

/** The tokens of the claims, each once, after the place of each task's claim among them; no places when there is one claim. */
function listClaims(completions: readonly Completion[]): [places: string | null, tokens: string] {
  const places = new Map<string, number>();
  const all = completions.map(({ token }) => {
    const place = places.get(token) ?? places.size + 1;
    places.set(token, place);
    return place;
  });
  return [places.size > 1 ? toNumberArray(all) : null, toTextArray([...places.keys()])];
}

/** Without the digits that mean nothing, each of which would travel; whole numbers become text twice as fast as fractions. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1_000);
}

function hasResultOrNote({ result, note }: Completion): boolean {
  return result !== null || note !== null;
}

/** The result is JSON text already. */
function toJson({ result, note }: Completion): string {
  return result === null ? JSON.stringify({ note }) : `{"result":${result}}`;
}
