import { dueTime, isOpenType, isWaiting } from "../claiming/claimRules.ts";
import { fromMs } from "../database/times.ts";

/** The last millisecond that a Date can represent. Infinite times are clamped to it. */
export const lastMs = 8.64e15;

/** SQL: a time in milliseconds of the epoch with microseconds as fraction, clamped to the range of Date. */
export const toExactMs = (time: string): string =>
  `CASE WHEN ${time} IS NOT NULL THEN least(greatest(extract(epoch FROM ${time}) * 1000, -${lastMs}), ${lastMs}) END`;

/** SQL: the time of a number of {@link toExactMs}. */
export const fromExactMs = (ms: string): string =>
  `CASE WHEN ${ms}::float8 >= ${lastMs} THEN timestamptz 'infinity' WHEN ${ms}::float8 <= -${lastMs} THEN timestamptz '-infinity'
    ELSE ${fromMs(`${ms}::float8`)} END`;

/** SQL: whether lists leave out the data of `t`. It can have a megabyte per row. `pg_column_size` does not read it. */
const isDataTooLarge = `(pg_column_size(t.data) > 16384 OR octet_length(t.data::text) > 65536)`;

const inMs = (column: string) => `${toExactMs(`t."${column}"`)} AS "${column}Ms"`;

const rev = `(extract(epoch FROM t."updatedAt") * 1000000)::bigint`;

/** SQL: a text that changes with each change of the row `t`: each UPDATE stores the row again, with the id of its transaction. */
export const taskVersion = `concat(t.id, ' ', t.xmin)`;

/** SQL: the columns of TaskRow except `isPaused`, from a table with the alias `t`. */
export const ownColumns = `t.id, t.type, t.status::text AS status,
  CASE WHEN ${isDataTooLarge} THEN NULL ELSE t.data END AS data, ${isDataTooLarge} AS "isDataTooLarge",
  t.attempts, t."maxAttempts", coalesce(t.priority, 0) AS priority, t.progress, t."progressNote", t."errorMessage", t."terminalReason",
  ${inMs("cancelRequestedAt")}, ${inMs("scheduledFor")}, ${toExactMs(`CASE WHEN ${isWaiting} THEN ${dueTime} END`)} AS "dueAtMs",
  ${inMs("startedAt")}, ${inMs("processedAt")}, ${inMs("finishedAt")}, ${inMs("createdAt")}, ${inMs("updatedAt")},
  ${taskVersion} AS version, ${rev} AS rev, t.seq`;

/** SQL: the columns of TaskRow, from a table with the alias `t`. */
export const taskColumns = `${ownColumns}, (${isWaiting} AND NOT ${isOpenType("t.type")}) AS "isPaused"`;
