import { toTextArray } from "../database/arrays.ts";
import type { Database, Statement } from "../database/database.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { QueueStatus } from "../domain/types.ts";
import { queryJson } from "./queryJson.ts";
import { soon } from "./soon.ts";
import type { TaskRow } from "./TaskRow.ts";
import { fromExactMs, taskColumns, toExactMs } from "./taskColumns.ts";

// Statements that read tasks of an owner in the order of a list, from a position on. Each follows an index and stops at the limit of
// matches or after `scannedRows` rows, so that a filter that few tasks match does not read all of them.

/** A place in the order of a scan: after this task. */
export interface Position {
  ms: number;
  seq: number;
}

/** Which tasks to read. */
export interface Scan {
  ownerId: string;
  statuses: readonly QueueStatus[];
  /** Null means from the first. */
  after: Position | null;
  type: string | null;
  /** Each must be part of the type, the id or the error message, in any case. Null means all tasks. */
  words: readonly string[] | null;
  /** Maximum number of tasks to return. */
  limit: number;
}

/** A task that was reached. */
export interface Step extends Position {
  /** Null if it does not match, and the scan ended there. */
  row: TaskRow | null;
  /** Whether the scan ended there, and more tasks may follow. */
  isEnd: boolean;
}

/**
 * Number of tasks that a scan with a filter reads at most, for each status. For a much larger part of an owner's tasks, the planner
 * would read and sort all of them.
 */
export const scannedRows = 500;

interface Order {
  /** SQL: which tasks `t`, and only those after the position `$3` (milliseconds) and `$4` (order of adding). */
  where: string;
  /** SQL: a time of the task, which becomes part of its position. */
  time: string;
  /** SQL: the order of the index. */
  inIndex: string;
  /** SQL: the same order of the rows `x`. */
  order: string;
  /** SQL: where the list ends. It is no condition of the scan: with two bounds, the planner expects so few rows that it sorts them. */
  until?: string;
}

const text = `lower(t.type || ' ' || t.id || ' ' || coalesce(t."errorMessage", ''))`;
const matches = `($5::text IS NULL OR t.type = $5::text)
        AND ($6::text IS NULL OR NOT EXISTS (SELECT 1 FROM unnest($6::text::text[]) w(word) WHERE strpos(${text}, lower(w.word)) = 0))`;

// The columns of a row are read only for those that are returned: the data of a task can have a megabyte.
const toStatement = (name: string, { where, time, inIndex, order, until }: Order): Statement => ({
  name,
  text: `SELECT (SELECT coalesce(json_agg(json_build_object('ms', ${toExactMs("x.at")}, 'seq', x.seq, 'isEnd', x.nth = $7::int, 'row',
      CASE WHEN x."isMatch" THEN (SELECT to_json(d) FROM (SELECT ${taskColumns} FROM "QueueTask" t WHERE t.ctid = x.ctid) d) END)
      ORDER BY ${order}), '[]')
    FROM (
      SELECT x.* FROM unnest($2::text::"QueueStatus"[]) s(status) CROSS JOIN LATERAL (
        SELECT r.*, row_number() OVER () AS nth FROM (
          SELECT t.ctid, t.seq, ${time} AS at, (${matches}) AS "isMatch" FROM "QueueTask" t
          WHERE t."ownerId" = $1::text AND t.status = s.status AND ${where}
          ORDER BY ${inIndex} LIMIT $7::int) r) x
      WHERE (x."isMatch" OR x.nth = $7::int)${until ? ` AND x.at <= ${until}` : ""}
      ORDER BY ${order} LIMIT $8::int) x)::text AS json`,
});

/** @returns a function that reads the next tasks in this order */
function createScan(name: string, order: Order) {
  const statement = toStatement(name, order);
  return (database: Database, scan: Scan): Promise<Step[]> => {
    const { ownerId, statuses, after, type, words, limit } = scan;
    const scanned = type === null && words === null ? limit : scannedRows;
    return queryJson<Step[]>(database, statement, [
      ...[toIdParameter(ownerId), toTextArray(statuses), after?.ms ?? null, after?.seq ?? null],
      ...[type, words && toTextArray(words), scanned, limit],
    ]);
  };
}

/** SQL: whether the time and `seq` are after the position. Without a position, the list starts after the time `start`. */
const isAfter = (time: string, start: string) =>
  `(${time}, t.seq) > (coalesce(${fromExactMs("$3")}, ${start}), coalesce($4::bigint, ${start === "'-infinity'" ? -1 : lastSeq}))`;
const isBefore = (time: string) =>
  `(${time}, t.seq) < (coalesce(${fromExactMs("$3")}, 'infinity'), coalesce($4::bigint, ${lastSeq}))`;
const lastSeq = "9223372036854775807";

/** `startedAt` is null only in rows that another program wrote. */
const startTime = `coalesce(t."startedAt", t."createdAt")`;

/**
 * Reads running tasks, the longest running first. So a task that starts hardly moves: from the first of the waiting ones to the last of
 * the running ones. It sorts all running tasks of the owner, which are no more than all runners have claimed.
 */
export const scanRunning = createScan("scanRunningTasks", {
  where: `t."finishedAt" IS NULL AND ${isAfter(startTime, "'-infinity'")}`,
  time: startTime,
  inIndex: `${startTime}, t.seq`,
  order: "x.at, x.seq",
});

/** Reads waiting tasks that were due when they were added, in the order of adding, by QueueTask_owner_active_idx. */
export const scanUntimed = createScan("scanUntimedTasks", {
  where: `t."finishedAt" IS NULL AND t."scheduledFor" IS NULL
    AND t.seq > CASE WHEN $3::float8 IS NULL THEN -1 ELSE $4::bigint END`,
  time: `t."createdAt"`,
  inIndex: `t."scheduledFor", t.seq`,
  order: "x.seq",
});

const byDueTime = (start: string, until?: string): Order => ({
  where: `t."finishedAt" IS NULL AND ${isAfter(`t."scheduledFor"`, start)}`,
  time: `t."scheduledFor"`,
  inIndex: `t."scheduledFor", t.seq`,
  order: "x.at, x.seq",
  ...(until !== undefined && { until }),
});

/** Reads waiting tasks with a time, the next one first, by QueueTask_owner_active_idx. */
export const scanTimed = createScan("scanTimedTasks", byDueTime("'-infinity'"));
/** Reads those of them that are due soon. */
export const scanDueSoon = createScan("scanDueTasks", byDueTime("'-infinity'", soon));
/** Reads those that are due later. */
export const scanDueLater = createScan("scanLaterTasks", byDueTime(soon));

/** Reads finished tasks, the latest end first, by QueueTask_owner_finished_idx. */
export const scanFinished = createScan("scanFinishedTasks", {
  where: `t."finishedAt" IS NOT NULL AND ${isBefore(`t."finishedAt"`)}`,
  time: `t."finishedAt"`,
  inIndex: `t."finishedAt" DESC, t.seq DESC`,
  order: "x.at DESC, x.seq DESC",
});
