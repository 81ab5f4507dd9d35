import { addressColumn } from "../database/ctid.ts";
import type { Database, Statement } from "../database/database.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { type ClaimedRow, claimAssignments, claimedColumns, readClaimedRow, toClaimedTasks } from "./claimedTask.ts";
import { tryKeyLock } from "./keyLock.ts";

/** A type that the runner has room for. */
export interface WantedType {
  type: string;
  /** Tasks of this type at the most. */
  limit: number;
  /** Milliseconds a task may run that does not say so itself; 0 means no limit. */
  timeoutMs: number;
}

/** Where a look for tasks of one type and priority begins. */
export interface WantedLevel extends WantedType {
  priority: number;
  /** Due times before this one, in milliseconds of the epoch, are passed over unread. */
  fromMs: number;
}

interface ClaimLease {
  /** A fresh UUID: the fencing token of the claimed tasks. */
  token: string;
  /** Who holds the leases. */
  holder: string;
  leaseMs: number;
  /** Tasks at the most. */
  limit: number;
  /** Whether a task that crashed its process twice may be among them; then only one is. */
  allowsSuspect: boolean;
  /** Tasks that can begin at once. */
  startable: number;
}

export interface ClaimRequest extends ClaimLease {
  wanted: readonly WantedType[];
  /** Only tasks that have been due for so many milliseconds, the longest due first whatever their priority; 0 means all, by priority. */
  minWaitMs: number;
}

export interface OnwardClaimRequest extends ClaimLease {
  levels: readonly WantedLevel[];
}

/**
 * Distinct priorities of a type that are visited one by one. Beyond that all lower ones are read as one range, which then
 * passes over rows that are scheduled for later: thousands of priorities would cost a probe each in every claim.
 */
export const maxLevels = 16;

const due = `coalesce(t."scheduledFor", t."createdAt")`;

/** The first due tasks of a row `l (type, limit)`, locked. */
const selectDue = (
  priority: string,
  where: string,
  order: string,
) => `SELECT t.${addressColumn} AS address, ${priority} AS priority,
        ${due} AS due, t.seq, t."crashCount" >= 2 AS "isQuarantined", t."concurrencyKey" FROM "QueueTask" t
      WHERE t.type = l.type AND t.status IN ('PENDING', 'FAILED') AND ${where} AND t.attempts < t."maxAttempts"
        AND ($6::boolean OR t."crashCount" < 2)
        AND (t."concurrencyKey" IS NULL OR NOT EXISTS (SELECT 1 FROM "QueueTask" r
          WHERE r."concurrencyKey" = t."concurrencyKey" AND r."concurrencyKey" IS NOT NULL AND r.status = 'PROCESSING'))
      ORDER BY ${order}${due}, t.seq LIMIT least(l."limit", $5::int) FOR NO KEY UPDATE SKIP LOCKED`;

const candidateColumns = `c.address, l.type, l."limit", l."timeoutMs", c.priority, c.due, c.seq, c."isQuarantined", c."concurrencyKey"`;

/**
 * The first of all candidates become claims. Their CTE is materialized: rows are locked once, where a join could re-run it. A
 * locked row stays where it is until the statement ends; one that somebody changed between being seen and being locked is
 * elsewhere, and left for the next look.
 * Whether a candidate is refused is asked only of those that could be: suspects, those with a concurrency key, and those of a
 * type that has less room than the runner.
 * Of a concurrency key, one claim at a time takes a task: two that took several keys in different order would wait for each
 * other at QueueTask_concurrency_key.
 */
const claimCandidates = (ahead: string) => `refused AS (
    SELECT s.address FROM (SELECT c.address FROM candidates c WHERE c."isQuarantined" ORDER BY c.priority DESC, c.due, c.seq OFFSET 1) s
    UNION ALL
    SELECT k.address FROM (SELECT c.address, row_number() OVER (PARTITION BY c."concurrencyKey" ORDER BY c.priority DESC, c.due, c.seq) AS nth
      FROM candidates c WHERE c."concurrencyKey" IS NOT NULL) k WHERE k.nth > 1
    UNION ALL
    SELECT o.address FROM (SELECT c.address, c."limit", row_number() OVER (PARTITION BY c.type ORDER BY c.priority DESC, c.due, c.seq) AS nth
      FROM candidates c WHERE c."limit" < $5::int) o WHERE o.nth > o."limit"
  ), picked AS MATERIALIZED (
    SELECT c.address, c."timeoutMs" FROM candidates c
    WHERE (NOT (c."isQuarantined" OR c."concurrencyKey" IS NOT NULL OR c."limit" < $5::int) OR c.address NOT IN (SELECT r.address FROM refused r))
      AND (c."concurrencyKey" IS NULL OR ${tryKeyLock(`c."concurrencyKey"`)})
    ORDER BY c.priority DESC, c.due, c.seq LIMIT $5::int
  )
  UPDATE "QueueTask" t SET ${claimAssignments(ahead)} FROM picked w WHERE t.${addressColumn} = w.address
  RETURNING ${claimedColumns}`;

/**
 * Whether it will not be known that a task of the claim has begun: it waits for a slot, or others of the claim begin before it
 * and it has no further attempt, or has crashed before. Those of the second kind are marked when they begin.
 */
const isAhead = (startable: string) => `((SELECT count(*) FROM picked) > ${startable}::int
      OR (t.attempts + 1 >= t."maxAttempts" OR t."crashCount" > 0) AND (SELECT count(*) FROM picked) > 1)`;

const ranking = `CASE WHEN $7::float8 > 0 THEN 0 ELSE coalesce(t.priority, 0) END`;
const waited = `${due} <= statement_timestamp() - $7::float8 * interval '1 ms'`;

const statement: Statement = {
  name: "claimTasks",
  keepsPlan: "muchToDo",
  toRow: readClaimedRow,
  // `levels` walks the distinct priorities of each wanted type, one index probe each, so that `candidates` can read
  // QueueTask_claim_idx as a range that ends at the present: rows scheduled for later are never visited, whatever their
  // priority. Types that are paused or that this process does not know are never visited either.
  // All sorts see at most the limit of each type and priority, never the backlog.
  text: `WITH RECURSIVE wanted AS (
    SELECT w.type, w."limit", w."timeoutMs" FROM jsonb_to_recordset($4::jsonb) AS w(type text, "limit" int, "timeoutMs" int)
    WHERE NOT EXISTS (SELECT 1 FROM "QueueGate" g WHERE g.type = w.type)
  ), levels AS (
    SELECT w.type, w."limit", w."timeoutMs", 0 AS depth, (SELECT coalesce(t.priority, 0) FROM "QueueTask" t
      WHERE t.type = w.type AND t.status IN ('PENDING', 'FAILED') ORDER BY coalesce(t.priority, 0) DESC LIMIT 1) AS priority
    FROM wanted w
    UNION ALL
    SELECT l.type, l."limit", l."timeoutMs", l.depth + 1, (SELECT coalesce(t.priority, 0) FROM "QueueTask" t
      WHERE t.type = l.type AND t.status IN ('PENDING', 'FAILED') AND coalesce(t.priority, 0) < l.priority
      ORDER BY coalesce(t.priority, 0) DESC LIMIT 1)
    FROM levels l WHERE l.priority IS NOT NULL AND l.depth < ${maxLevels}
  ), candidates AS MATERIALIZED (
    SELECT ${candidateColumns} FROM levels l CROSS JOIN LATERAL (
      ${selectDue(ranking, `coalesce(t.priority, 0) = l.priority AND ${waited}`, "")}) c
    WHERE l.priority IS NOT NULL AND l.depth < ${maxLevels}
    UNION ALL
    SELECT ${candidateColumns} FROM levels l CROSS JOIN LATERAL (
      ${selectDue(ranking, `coalesce(t.priority, 0) <= l.priority AND ${waited}`, "coalesce(t.priority, 0) DESC, ")}) c
    WHERE l.priority IS NOT NULL AND l.depth = ${maxLevels}
  ), ${claimCandidates(isAhead("$8"))}`,
};

const onwardStatement: Statement = {
  name: "claimTasksOnward",
  keepsPlan: "muchToDo",
  toRow: readClaimedRow,
  // As claimTasks, but the levels and where to begin are given: index entries of tasks that were claimed before are not
  // passed again, which a snapshot held open would keep there by the hundred thousand.
  text: `WITH levels AS (
    SELECT l.type, l."limit", l."timeoutMs", l.priority, timestamptz 'epoch' + l."fromMs" * interval '1 ms' AS "from"
    FROM jsonb_to_recordset($4::jsonb) AS l(type text, "limit" int, "timeoutMs" int, priority int, "fromMs" float8)
    WHERE NOT EXISTS (SELECT 1 FROM "QueueGate" g WHERE g.type = l.type)
  ), candidates AS MATERIALIZED (
    SELECT ${candidateColumns} FROM levels l CROSS JOIN LATERAL (
      ${selectDue("l.priority", `coalesce(t.priority, 0) = l.priority AND ${due} >= l."from" AND ${due} <= statement_timestamp()`, "")}) c
  ), ${claimCandidates(isAhead("$7"))}`,
};

/** Claims due tasks: the highest priority first, then the longest due, then the order of adding. */
export function claimTasks(database: Database, request: ClaimRequest): Promise<ClaimedTask[]> {
  const compare = request.minWaitMs > 0 ? compareAge : compareUrgency;
  return claim(database, statement, compare, request, [
    JSON.stringify(request.wanted),
    request.limit,
    request.allowsSuspect,
    request.minWaitMs,
    request.startable,
  ]);
}

/** Claims due tasks of the given levels, in the same order, without looking at what was due before them. */
export function claimTasksOnward(database: Database, request: OnwardClaimRequest): Promise<ClaimedTask[]> {
  return claim(database, onwardStatement, compareUrgency, request, [
    JSON.stringify(request.levels),
    request.limit,
    request.allowsSuspect,
    request.startable,
  ]);
}

type Compare = (a: ClaimedRow, b: ClaimedRow) => number;

const dueMs = ({ scheduledForMs, createdAtMs }: ClaimedRow): number => scheduledForMs ?? createdAtMs;
/** The difference of two infinite times is not a number, which is as good as none. */
const compareAge: Compare = (a, b) => dueMs(a) - dueMs(b) || a.seq - b.seq;
const compareUrgency: Compare = (a, b) => (b.priority ?? 0) - (a.priority ?? 0) || compareAge(a, b);

async function claim(
  database: Database,
  statement: Statement,
  compare: Compare,
  { token, holder, leaseMs }: ClaimLease,
  parameters: readonly unknown[],
): Promise<ClaimedTask[]> {
  const rows = await database.query<ClaimedRow>(statement, [token, holder, leaseMs, ...parameters]);
  // They come in the order in which they were written, which nobody promises.
  return toClaimedTasks(rows.sort(compare), token);
}
