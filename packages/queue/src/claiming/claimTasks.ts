import type { Database, Statement } from "../database/database.ts";
import { andAll, isFilled, type StatementSlots } from "../database/StatementSlots.ts";
import { fromMs } from "../database/times.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import {
  type ClaimedRow,
  claimAssignments,
  claimBy,
  claimedColumns,
  readClaimedRow,
  toClaimedTasks,
} from "./claimedTask.ts";
import {
  byDueTime,
  compareByDueTime,
  compareInClaimOrder,
  dueTime,
  hasAttemptsLeft,
  hasBeenDueFor,
  inClaimOrder,
  isDue,
  isInQuarantine,
  isInTime,
  isKeyFree,
  isMarkedWhenBegun,
  isOpenType,
  isWaiting,
  priority,
} from "./claimRules.ts";
import { tryKeyLock } from "./keyLock.ts";

/** A type that the runner has capacity for. */
export interface WantedType {
  type: string;
  /** Maximum number of tasks of this type. */
  limit: number;
  /** Timeout in milliseconds of a task that has none of its own; 0 means none. */
  timeoutMs: number;
}

/** Where a resumed scan of one type and priority begins. */
export interface WantedLevel extends WantedType {
  priority: number;
  /** Rows that are due before this time, in milliseconds of the epoch, are not read. */
  fromMs: number;
}

interface ClaimLease {
  /** A new UUID: the fencing token of the claimed tasks. */
  token: string;
  /** The owner of the leases. */
  holder: string;
  leaseMs: number;
  /** Maximum number of tasks. */
  limit: number;
  /** Whether the claim may contain a quarantined task. It never contains two. */
  allowsQuarantined: boolean;
  /** Number of tasks that can begin immediately. */
  startable: number;
}

export interface ClaimRequest extends ClaimLease {
  wanted: readonly WantedType[];
  /** If above 0, claims only tasks that have been due for this many milliseconds, by due time, and ignores priorities. */
  minWaitMs: number;
}

export interface OnwardClaimRequest extends ClaimLease {
  levels: readonly WantedLevel[];
}

/**
 * Number of distinct priorities of a type that a claim visits one by one. It reads all lower ones as one range, and skips rows
 * there that are scheduled for later. Without this limit, each of thousands of priorities would cost an index probe per claim.
 */
export const maxLevels = 16;

/** Selects and locks the first due tasks for a row `l (type, limit)`. */
const selectDue = (
  rank: string,
  where: string,
  order: string,
  { gate }: StatementSlots,
) => `SELECT t.ctid, ${rank} AS priority,
        ${dueTime} AS due, t.seq, ${isInQuarantine} AS "isQuarantined", t."concurrencyKey" FROM "QueueTask" t
      WHERE t.type = l.type AND ${isWaiting} AND ${where} AND ${hasAttemptsLeft} AND ${isInTime}
        AND ($6::boolean OR NOT ${isInQuarantine})
        AND ${isKeyFree}${andAll(gate)}
      ORDER BY ${order} LIMIT least(l."limit", $5::int) FOR NO KEY UPDATE SKIP LOCKED`;

const candidateColumns = `c.ctid, l.type, l."limit", l."timeoutMs", c.priority, c.due, c.seq, c."isQuarantined", c."concurrencyKey"`;

/** {@link inClaimOrder} of candidates. In a claim by due time, their priority is 0. */
const candidateOrder = "c.priority DESC, c.due, c.seq";

/**
 * Claims the first candidates. `candidates` is materialized so that each row is locked once; a join could run it again. A
 * locked row keeps its ctid until the statement ends. If a row changes after the statement has read it and before it has locked it,
 * its ctid is different, and only the next claim finds it.
 * `skipped` can contain only quarantined tasks, tasks with a concurrency key, and tasks of a type with a smaller limit than the
 * claim, so only these are compared with it.
 * One claim at a time takes tasks of a concurrency key. Two claims that took several keys in different orders would otherwise
 * wait for each other at QueueTask_concurrency_key.
 */
const claimCandidates = (ctes: string, ahead: string, slots: StatementSlots) =>
  claimBy(
    `${ctes}, skipped AS (
    SELECT s.ctid FROM (SELECT c.ctid FROM candidates c WHERE c."isQuarantined" ORDER BY ${candidateOrder} OFFSET 1) s
    UNION ALL
    SELECT k.ctid FROM (SELECT c.ctid, row_number() OVER (PARTITION BY c."concurrencyKey" ORDER BY ${candidateOrder}) AS nth
      FROM candidates c WHERE c."concurrencyKey" IS NOT NULL) k WHERE k.nth > 1
    UNION ALL
    SELECT o.ctid FROM (SELECT c.ctid, c."limit", row_number() OVER (PARTITION BY c.type ORDER BY ${candidateOrder}) AS nth
      FROM candidates c WHERE c."limit" < $5::int) o WHERE o.nth > o."limit"${(slots.choose ?? []).map((query) => ` UNION ALL (${query})`).join("")}
  ), picked AS MATERIALIZED (
    SELECT c.ctid, c."timeoutMs" FROM candidates c
    WHERE (${isFilled(slots.choose) ? "" : `NOT (c."isQuarantined" OR c."concurrencyKey" IS NOT NULL OR c."limit" < $5::int) OR `}c.ctid NOT IN (SELECT r.ctid FROM skipped r))
      AND (c."concurrencyKey" IS NULL OR ${tryKeyLock(`c."concurrencyKey"`)})
    ORDER BY ${candidateOrder} LIMIT $5::int
  )`,
    `UPDATE "QueueTask" t SET ${claimAssignments(ahead)} FROM picked w WHERE t.ctid = w.ctid
  RETURNING ${claimedColumns}`,
    slots,
  );

/**
 * SQL: the value of "claimedAhead". It is true if the claim query takes more tasks than there are free slots. It is also true
 * if the claim query takes other tasks that may begin first, and this task is one that is marked when it begins. A rescue then
 * knows that the task may not have begun.
 */
const isAhead = (startable: string) => `((SELECT count(*) FROM picked) > ${startable}::int
      OR (${isMarkedWhenBegun("t.attempts + 1")}) AND (SELECT count(*) FROM picked) > 1)`;

const ranking = `CASE WHEN $7::float8 > 0 THEN 0 ELSE ${priority} END`;
const hasWaited = hasBeenDueFor("$7::float8");

const fullStatement = (slots: StatementSlots): Statement => ({
  name: "claimTasks",
  keepsPlan: "muchToDo",
  toRow: readClaimedRow,
  // `levels` walks the distinct priorities of each wanted type, with one index probe each. So `candidates` can read
  // QueueTask_claim_idx as a range that ends at the present, and never visits rows that are scheduled for later, whatever their
  // priority. It never visits types that are paused or that this process has no worker for.
  // Each sort sees at most the limit of each type and priority, never the backlog.
  text: claimCandidates(
    `WITH RECURSIVE wanted AS (
    SELECT w.type, w."limit", w."timeoutMs" FROM jsonb_to_recordset($4::jsonb) AS w(type text, "limit" int, "timeoutMs" int)
    WHERE ${isOpenType("w.type")}
  ), levels AS (
    SELECT w.type, w."limit", w."timeoutMs", 0 AS depth, (SELECT ${priority} FROM "QueueTask" t
      WHERE t.type = w.type AND ${isWaiting} ORDER BY ${priority} DESC LIMIT 1) AS priority
    FROM wanted w
    UNION ALL
    SELECT l.type, l."limit", l."timeoutMs", l.depth + 1, (SELECT ${priority} FROM "QueueTask" t
      WHERE t.type = l.type AND ${isWaiting} AND ${priority} < l.priority
      ORDER BY ${priority} DESC LIMIT 1)
    FROM levels l WHERE l.priority IS NOT NULL AND l.depth < ${maxLevels}
  ), candidates AS MATERIALIZED (
    SELECT ${candidateColumns} FROM levels l CROSS JOIN LATERAL (
      ${selectDue(ranking, `${priority} = l.priority AND ${hasWaited}`, byDueTime, slots)}) c
    WHERE l.priority IS NOT NULL AND l.depth < ${maxLevels}
    UNION ALL
    SELECT ${candidateColumns} FROM levels l CROSS JOIN LATERAL (
      ${selectDue(ranking, `${priority} <= l.priority AND ${hasWaited}`, inClaimOrder, slots)}) c
    WHERE l.priority IS NOT NULL AND l.depth = ${maxLevels}
  )`,
    isAhead("$8"),
    slots,
  ),
});

const onwardStatement = (slots: StatementSlots): Statement => ({
  name: "claimTasksOnward",
  keepsPlan: "muchToDo",
  toRow: readClaimedRow,
  // The same for given levels, each from a given due time. It does not read the index entries of tasks that were claimed before.
  // A transaction that stays open can keep hundreds of thousands of these entries.
  text: claimCandidates(
    `WITH levels AS (
    SELECT l.type, l."limit", l."timeoutMs", l.priority, ${fromMs(`l."fromMs"`)} AS "from"
    FROM jsonb_to_recordset($4::jsonb) AS l(type text, "limit" int, "timeoutMs" int, priority int, "fromMs" float8)
    WHERE ${isOpenType("l.type")}
  ), candidates AS MATERIALIZED (
    SELECT ${candidateColumns} FROM levels l CROSS JOIN LATERAL (
      ${selectDue("l.priority", `${priority} = l.priority AND ${dueTime} >= l."from" AND ${isDue}`, byDueTime, slots)}) c
  )`,
    isAhead("$7"),
    slots,
  ),
});

/** Makes {@link claimTasks} with these slots filled. */
export function createClaimTasks(slots: StatementSlots = {}) {
  const statement = fullStatement(slots);
  return (database: Database, request: ClaimRequest): Promise<ClaimedTask[]> => {
    const compare = request.minWaitMs > 0 ? compareByDueTime : compareInClaimOrder;
    return claim(database, statement, compare, request, [
      JSON.stringify(request.wanted),
      request.limit,
      request.allowsQuarantined,
      request.minWaitMs,
      request.startable,
    ]);
  };
}

/** Makes {@link claimTasksOnward} with these slots filled. */
export function createClaimTasksOnward(slots: StatementSlots = {}) {
  const statement = onwardStatement(slots);
  return (database: Database, request: OnwardClaimRequest): Promise<ClaimedTask[]> =>
    claim(database, statement, compareInClaimOrder, request, [
      JSON.stringify(request.levels),
      request.limit,
      request.allowsQuarantined,
      request.startable,
    ]);
}

async function claim(
  database: Database,
  statement: Statement,
  compare: (a: ClaimedRow, b: ClaimedRow) => number,
  { token, holder, leaseMs }: ClaimLease,
  parameters: readonly unknown[],
): Promise<ClaimedTask[]> {
  const rows = await database.query<ClaimedRow>(statement, [token, holder, leaseMs, ...parameters]);
  // The order in which UPDATE returns rows is undefined.
  return toClaimedTasks(rows.sort(compare), token);
}

/** Full scan: claims due tasks in claim order, the highest priority first, then by due time, then in the order of adding. */
export const claimTasks = createClaimTasks();

/** Resumed scan: claims due tasks of the given levels in the same order, without reading rows that are due before `fromMs`. */
export const claimTasksOnward = createClaimTasksOnward();
