import { isPauseOn } from "../claiming/claimRules.ts";
import { toTextArray } from "../database/arrays.ts";
import { type Database, prismaDatabase, type Statement } from "../database/database.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import { isTypePause } from "../settings/pauses.ts";
import { queryJson } from "./queryJson.ts";
import type { Scope } from "./Scope.ts";
import { soon } from "./soon.ts";
import type { TaskRow } from "./TaskRow.ts";
import { ownColumns, taskVersion, toExactMs } from "./taskColumns.ts";

/** Number of tasks that a list has at most. */
export const maxListedTasks = 50;
/** Counting stops here: 1,001 means "more than 1,000". */
export const maxCountedTasks = 1_001;

/** The tasks of an owner, by what happens with them. A task can be in `retrying` and in `failed`; the other lists are apart. */
export interface StatusLists {
  /** Waiting and due within 60 seconds, those with the latest due time first. */
  pending: TaskRow[];
  /** Waiting and due later, the next one first. */
  scheduled: TaskRow[];
  /** Running, the latest start first. */
  processing: TaskRow[];
  /** Failed, with another attempt to come, the next one first. */
  retrying: TaskRow[];
  completed: TaskRow[];
  /** Failed permanently or with another attempt to come, the latest failure first. */
  failed: TaskRow[];
  cancelled: TaskRow[];
}

/** Numbers of tasks, each counted up to {@link maxCountedTasks}. */
export interface StatusCounts {
  /** Running, or due within 60 seconds: for the first time or again. */
  active: number;
  pending: number;
  scheduled: number;
  processing: number;
  retrying: number;
  completed: number;
  /** Failed permanently. */
  failed: number;
  cancelled: number;
}

/** What one user sees of the queue. */
export interface QueueStatusRows {
  /** The database's time. */
  nowMs: number;
  lists: StatusLists;
  /** The tasks that were asked for by id and are in no list. */
  asked: TaskRow[];
  counts: StatusCounts;
}

interface Found<TRow> {
  nowMs: number;
  /** Types that an operator has paused. One list for all rows: a subquery in each list would be planned for each. */
  paused: string[];
  /** By status: without a time, newest first. */
  untimed: Record<string, TRow[]>;
  /** By the name of a range: the earliest first. */
  timed: Record<string, TRow[]>;
  latestDue: TRow[];
  running: TRow[];
  /** By status: the latest end first. */
  finished: Record<string, TRow[]>;
  asked: TRow[];
  /** By the name of a range, by `untimed` with a status, and by status. `soon` are those with a time that are due within 60 s. */
  counts: Record<string, { all: number; soon: number }>;
}

const unfinished = `"QueueTask" t WHERE t."ownerId" = $1::text AND t."finishedAt" IS NULL`;
const finished = `"QueueTask" t WHERE t."ownerId" = $1::text AND t."finishedAt" IS NOT NULL AND t.status = s.status`;
const untimed = `${unfinished} AND t.status = s.status AND t."scheduledFor" IS NULL`;
/** Only a lower bound: the planner takes two bounds for so few rows that it would read and sort all of them. */
const timed = `${unfinished} AND t.status = r.status AND t."scheduledFor" >= r."from"`;

const statuses = (list: string) => `unnest('{${list}}'::"QueueStatus"[]) s(status)`;
/** SQL: a row of `t`; of one that the caller knows in this version, only the version. */
const shown = `CASE WHEN ${taskVersion} IN (SELECT k.version FROM known k) THEN to_json(${taskVersion}) ELSE (SELECT to_json(d) FROM (SELECT ${ownColumns}) d) END AS task`;
const array = (rows: string) => `(SELECT coalesce(json_agg(x.task), '[]') FROM (${rows}) x)`;
/** SQL: reads at most as many rows as a list has. */
const list = (from: string, order: string) =>
  array(`SELECT ${shown} FROM ${from} ORDER BY ${order} LIMIT ${maxListedTasks}`);
/** SQL: counts up to the limit, in the order of the index, so that the planner does not scan the table. */
const count = (from: string, order: string, at = `t."scheduledFor"`) =>
  `SELECT count(*) AS "count", count(*) FILTER (WHERE x.at <= ${soon}) AS soon
      FROM (SELECT ${at} AS at FROM ${from} ORDER BY ${order} LIMIT ${maxCountedTasks}) x`;

const byTime = `t."scheduledFor", t.seq`;
const byTimeReversed = `t."scheduledFor" DESC, t.seq DESC`;
const byEnd = `t."finishedAt" DESC`;

const statement: Statement = {
  name: "readQueueStatus",
  keepsPlan: "muchToDo",
  // One statement is one snapshot, so that a task whose status changes is neither missing nor listed twice. Each part reads at most
  // its limit from QueueTask_owner_active_idx, which has the time of each task, or from QueueTask_owner_finished_idx. The counts
  // read the index alone. Statuses and times are rows and not further parts: planning would cost more than reading.
  text: `WITH ranges(name, status, "from") AS MATERIALIZED (VALUES
      ('timed PENDING', 'PENDING'::"QueueStatus", timestamptz '-infinity'), ('timed FAILED', 'FAILED', '-infinity'),
      ('timed PROCESSING', 'PROCESSING', '-infinity'), ('later PENDING', 'PENDING', ${soon} + interval '1 microsecond')
  ), known(version) AS MATERIALIZED (
    SELECT unnest($3::text::text[])
  ), counts AS (
    SELECT r.name, c."count", c.soon FROM ranges r CROSS JOIN LATERAL (${count(timed, byTime)}) c
    UNION ALL SELECT 'untimed ' || s.status, c."count", 0 FROM ${statuses("PENDING,PROCESSING,FAILED")} CROSS JOIN LATERAL (${count(untimed, byTime)}) c
    UNION ALL SELECT s.status::text, c."count", 0 FROM ${statuses("COMPLETED,MAX_RETRIES_REACHED,CANCELLED")}
      CROSS JOIN LATERAL (${count(finished, byEnd, "NULL::timestamptz")}) c
  )
  SELECT json_build_object('nowMs', ${toExactMs("clock_timestamp()")},
    'paused', (SELECT coalesce(json_agg(g.type), '[]') FROM "QueueGate" g WHERE ${isPauseOn} AND ${isTypePause("g.type")}),
    'untimed', (SELECT json_object_agg(s.status, ${list(untimed, byTimeReversed)}) FROM ${statuses("PENDING,FAILED")}),
    'timed', (SELECT json_object_agg(r.name, ${list(timed, byTime)}) FROM ranges r WHERE r.name IN ('later PENDING', 'timed FAILED')),
    'latestDue', ${list(`${unfinished} AND t.status = 'PENDING' AND t."scheduledFor" <= ${soon}`, byTimeReversed)},
    'running', ${list(`${unfinished} AND t.status = 'PROCESSING'`, `t."startedAt" DESC, t.seq DESC`)},
    'finished', (SELECT json_object_agg(s.status, ${list(finished, byEnd)}) FROM ${statuses("COMPLETED,MAX_RETRIES_REACHED,CANCELLED")}),
    'asked', ${array(`SELECT ${shown} FROM "QueueTask" t WHERE t.id = ANY($2::text::text[]) AND t."ownerId" = $1::text`)},
    'counts', (SELECT json_object_agg(c.name, json_build_object('all', c."count", 'soon', c.soon)) FROM counts c))::text AS json`,
};

/**
 * Returns the tasks of an owner by status, and their numbers, in one snapshot. Tasks of other owners, and ids that do not exist, are
 * left out.
 * @param client - your Prisma client, or a transaction client
 * @param options.ids - tasks to return even if no list has them, at most 100
 */
export function readQueueStatus(
  client: PrismaClientLike,
  scope: Scope,
  options: { ids?: readonly string[] | undefined } = {},
): Promise<QueueStatusRows> {
  return queryQueueStatus(prismaDatabase(client), scope, options);
}

/** @param options.previous - an earlier result for this owner: the database sends only the rows that have changed since */
export async function queryQueueStatus(
  database: Database,
  { ownerId }: Scope,
  { ids = [], previous }: { ids?: readonly string[] | undefined; previous?: QueueStatusRows | undefined } = {},
): Promise<QueueStatusRows> {
  const known = previous ? rowsOf(previous) : new Map<string, TaskRow>();
  const answer = await queryJson<Found<TaskRow | string>>(database, statement, [
    toIdParameter(ownerId),
    toTextArray(ids.map(toIdParameter)),
    toTextArray([...known.keys()]),
  ]);
  const found = withKnown(answer, known);
  const lists = toLists(found);
  const listed = new Set(Object.values(lists).flatMap((rows: TaskRow[]) => rows.map(({ id }) => id)));
  const asked = found.asked.filter(({ id }) => !listed.has(id));
  return { nowMs: found.nowMs, lists, asked, counts: toCounts(found.counts) };
}

/** The rows of a result by version. */
function rowsOf({ lists, asked }: QueueStatusRows): Map<string, TaskRow> {
  return new Map([...Object.values<TaskRow[]>({ ...lists }), asked].flat().map((row) => [row.version, row]));
}

/** Puts known rows in the places of their versions. */
function withKnown(answer: Found<TaskRow | string>, known: ReadonlyMap<string, TaskRow>): Found<TaskRow> {
  const paused = new Set(answer.paused);
  const rows = (some: readonly (TaskRow | string)[]) =>
    some
      .flatMap((row) => (typeof row === "string" ? (known.get(row) ?? []) : [row]))
      .map((row) => {
        const isPaused = row.finishedAtMs === null && row.status !== "PROCESSING" && paused.has(row.type);
        return row.isPaused === isPaused ? row : { ...row, isPaused };
      });
  const named = (some: Record<string, (TaskRow | string)[]>) =>
    Object.fromEntries(Object.entries(some).map(([name, list]) => [name, rows(list)]));
  return {
    ...answer,
    untimed: named(answer.untimed),
    timed: named(answer.timed),
    latestDue: rows(answer.latestDue),
    running: rows(answer.running),
    finished: named(answer.finished),
    asked: rows(answer.asked),
  };
}

function toLists({ untimed, timed, latestDue, running, finished }: Found<TaskRow>): StatusLists {
  const rows = (of: Record<string, TaskRow[]>, name: string) => of[name] ?? [];
  const retrying = first([...rows(untimed, "FAILED"), ...rows(timed, "timed FAILED")]);
  return {
    pending: first([...rows(untimed, "PENDING"), ...latestDue].sort(latest(({ dueAtMs }) => dueAtMs))),
    scheduled: rows(timed, "later PENDING"),
    processing: running,
    retrying,
    completed: rows(finished, "COMPLETED"),
    failed: first([...retrying, ...rows(finished, "MAX_RETRIES_REACHED")].sort(latest(failedAtMs))),
    cancelled: rows(finished, "CANCELLED"),
  };
}

function toCounts(counts: Found<TaskRow>["counts"]): StatusCounts {
  const all = (name: string) => counts[name]?.all ?? 0;
  const soon = (status: string) => all(`untimed ${status}`) + (counts[`timed ${status}`]?.soon ?? 0);
  const each = (status: string) => all(`untimed ${status}`) + all(`timed ${status}`);
  const upToLimit = (count: number) => Math.min(count, maxCountedTasks);
  return {
    active: upToLimit(soon("PENDING") + each("PROCESSING") + soon("FAILED")),
    pending: upToLimit(soon("PENDING")),
    scheduled: all("later PENDING"),
    processing: upToLimit(each("PROCESSING")),
    retrying: upToLimit(each("FAILED")),
    completed: all("COMPLETED"),
    failed: all("MAX_RETRIES_REACHED"),
    cancelled: all("CANCELLED"),
  };
}

const first = (rows: TaskRow[]): TaskRow[] => rows.slice(0, maxListedTasks);

const failedAtMs = ({ finishedAtMs, processedAtMs, createdAtMs }: TaskRow) =>
  finishedAtMs ?? processedAtMs ?? createdAtMs;

/** Orders rows by a time, the latest first, and then by adding. */
function latest(timeOf: (row: TaskRow) => number | null): (a: TaskRow, b: TaskRow) => number {
  return (a, b) => (timeOf(b) ?? 0) - (timeOf(a) ?? 0) || b.seq - a.seq;
}
