import { dueTime, isRunning, isWaiting, priority } from "../claiming/claimRules.ts";
import { toTextArray } from "../database/arrays.ts";
import type { Database, Statement } from "../database/database.ts";
import { fromMs } from "../database/times.ts";
import type { ResolvedFilter } from "./resolveFilter.ts";

// Statements that find the ids of tasks that match a filter, newest first. Each reads a bounded number of rows, however many tasks
// there are: either at most `maxFew` rows that an index names, or the next `walkedRows` ids.

/** Which ids to look at. */
export interface IdRange {
  /** Only smaller ids; null means all. */
  before: string | null;
  /** Only this id and larger ones; null means all. */
  from: string | null;
  /** Maximum number of ids to return. */
  limit: number;
}

/** Maximum number of rows that an index may name. They are read and sorted for each page. */
export const maxFew = 10_000;
/** Number of ids that one page of a walk reads at most. */
export const walkedRows = 5_000;

const time = (ms: string) => fromMs(`${ms}::float8`);

/** SQL: whether the id is in the range. The largest id with a character behind it is larger than all, in every collation. */
const isInRange = (before: string, from: string) =>
  `t.id < coalesce(${before}::text, (SELECT max(o.id) || '0' FROM "QueueTask" o)) AND t.id >= coalesce(${from}::text, '')`;

/** SQL: whether a task `t` matches. Parameters $1 to $10: the filter; $11 and $12: the range. */
const matches = `t.status = ANY($1::text::"QueueStatus"[]) AND ($2::text IS NULL OR t.type = ANY($2::text::text[]))
    AND ($3::text IS NULL OR t."ownerId" = $3::text)
    AND ($4::text IS NULL OR t."referenceId" = $4::text) AND ($5::text IS NULL OR t."referenceType" = $5::text)
    AND ($6::text IS NULL OR $6::text = ANY(t.tags)) AND ($7::text IS NULL OR t."concurrencyKey" = $7::text)
    AND ($8::text IS NULL OR t."uniqueKey" = $8::text)
    AND ($9::float8 IS NULL OR t."createdAt" >= ${time("$9")}) AND ($10::float8 IS NULL OR t."createdAt" < ${time("$10")})`;

function toParameters(filter: ResolvedFilter, { before, from, limit }: IdRange): unknown[] {
  return [
    toTextArray(filter.statuses),
    filter.types && toTextArray(filter.types),
    ...[filter.ownerId, filter.referenceId, filter.referenceType, filter.tag, filter.concurrencyKey, filter.uniqueKey],
    ...[filter.addedAfterMs, filter.addedBeforeMs, before, from, limit],
  ];
}

/**
 * SQL: of the rows that `few` names, the ids that match. If there are too many, it reads none of them.
 * @param few - SQL: selects the ctid of at most `maxFew` + 1 rows by an index
 */
const amongFew = (
  few: string,
) => `WITH few AS MATERIALIZED (${few}), counted AS MATERIALIZED (SELECT count(*)::int AS rows FROM few)
  SELECT c.rows, p.id FROM counted c LEFT JOIN (
    SELECT t.id FROM "QueueTask" t WHERE (SELECT k.rows FROM counted k) <= ${maxFew} AND t.ctid = ANY(ARRAY(SELECT f.ctid FROM few f))
      AND ${matches} AND ${isInRange("$11", "$12")}
    ORDER BY t.id DESC LIMIT $13::int) p ON true
  ORDER BY p.id DESC`;

/** SQL: the first rows for each value. The order is that of the index, so that the planner does not scan the table. */
const firstOfEach = (values: string, where: string, order: string) =>
  `(SELECT x.ctid FROM unnest(${values}) AS w(value) CROSS JOIN LATERAL (
      SELECT t.ctid FROM "QueueTask" t WHERE ${where} ORDER BY ${order} LIMIT ${maxFew + 1}) x LIMIT ${maxFew + 1})`;

const running = `(SELECT t.ctid FROM "QueueTask" t WHERE ${isRunning} ORDER BY t."leaseExpiresAt" LIMIT ${maxFew + 1})`;
const owned = `t."ownerId" = $3::text AND t."ownerId" IS NOT NULL AND t.status = w.value`;
const statuses = `$1::text::"QueueStatus"[]`;
const types = "$2::text::text[]";

const byOwner: Statement = {
  name: "findTasksOfOwner",
  // QueueTask_owner_active_idx and QueueTask_owner_finished_idx.
  text: amongFew(`${firstOfEach(statuses, `${owned} AND t."finishedAt" IS NULL`, `t."scheduledFor", t.seq`)} UNION ALL
    ${firstOfEach(statuses, `${owned} AND t."finishedAt" IS NOT NULL`, `t."finishedAt" DESC`)}`),
};

const byKey: Statement = {
  name: "findTasksWithUniqueKey",
  // QueueTask_unique_key has one row for each type.
  text: amongFew(
    firstOfEach(
      types,
      `t.type = w.value AND t."uniqueKey" = $8::text AND t."uniqueKey" IS NOT NULL AND t."finishedAt" IS NULL`,
      "t.type",
    ),
  ),
};

const unfinished: Statement = {
  name: "findUnfinishedTasks",
  // QueueTask_claim_idx has the waiting tasks, QueueTask_lease_idx the running ones.
  text: amongFew(`(SELECT t.ctid FROM "QueueTask" t WHERE ${isWaiting}
      ORDER BY t.type, ${priority} DESC, ${dueTime}, t.seq LIMIT ${maxFew + 1}) UNION ALL ${running}`),
};

const unfinishedOfTypes: Statement = {
  name: "findUnfinishedTasksOfTypes",
  text: amongFew(
    `${firstOfEach(types, `t.type = w.value AND ${isWaiting}`, `${priority} DESC, ${dueTime}, t.seq`)} UNION ALL ${running}`,
  ),
};

const walk: Statement = {
  name: "walkTasks",
  // Stops at the limit of matches, or after the rows of one page. The last of these rows is the end of the page. It comes from the
  // same statement, because rows that are deleted or added between two statements would move the end.
  text: `SELECT w.id, w."isMatch", w.n = ${walkedRows} AS "isEnd" FROM (
    SELECT r.id, r."isMatch", row_number() OVER (ORDER BY r.id DESC) AS n FROM (
      SELECT t.id, (${matches}) AS "isMatch" FROM "QueueTask" t
      WHERE ${isInRange("$11", "$12")} ORDER BY t.id DESC LIMIT ${walkedRows}) r) w
  WHERE w."isMatch" OR w.n = ${walkedRows} ORDER BY w.id DESC LIMIT $13::int`,
};

/** Returns undefined if the index names more than {@link maxFew} rows. */
type FindFew = (database: Database, filter: ResolvedFilter, range: IdRange) => Promise<string[] | undefined>;

const findFew =
  (statement: Statement): FindFew =>
  async (database, filter, range) => {
    const rows = await database.query<{ rows: number; id: string | null }>(statement, toParameters(filter, range));
    if ((rows[0]?.rows ?? 0) > maxFew) return undefined;
    return rows.flatMap(({ id }) => (id === null ? [] : [id]));
  };

/** Finds the tasks of an owner. */
export const findTasksOfOwner = findFew(byOwner);
/** Finds unfinished tasks of given types with a unique key. */
export const findTasksWithUniqueKey = findFew(byKey);
/** Finds unfinished tasks of any type. */
export const findUnfinishedTasks = findFew(unfinished);
/** Finds unfinished tasks of given types. */
export const findUnfinishedTasksOfTypes = findFew(unfinishedOfTypes);

/** What a walk has found. */
export interface Walk {
  /** The tasks that match, newest first. */
  ids: string[];
  /** The last id that was looked at; null if the range ends there. */
  end: string | null;
}

interface WalkRow {
  id: string;
  /** Null where a condition is about a column that is null. */
  isMatch: boolean | null;
  isEnd: boolean;
}

/** Finds matching tasks among the next {@link walkedRows} ids of the range. */
export async function walkTasks(database: Database, filter: ResolvedFilter, range: IdRange): Promise<Walk> {
  const rows = await database.query<WalkRow>(walk, toParameters(filter, range));
  const last = rows.at(-1);
  const ids = rows.flatMap(({ id, isMatch }) => (isMatch ? [id] : []));
  return { ids, end: last && (last.isEnd || rows.length === range.limit) ? last.id : null };
}
