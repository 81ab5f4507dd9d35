import type { QueueCore } from "../core.ts";
import type { Database, Statement } from "../database/database.ts";
import { toDate, toMs } from "../database/times.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { LogLevel } from "../workers/defineWorker.ts";
import { isTaskOf, readHistoryPage } from "./readHistoryPage.ts";
import type { Page, PageOptions } from "./TaskFilter.ts";

/** A line that a worker wrote to its task's log. */
export interface TaskLogLine {
  attempt: number;
  level: LogLevel;
  message: string;
  fields: unknown;
  createdAt: Date;
}

/** A row of a line. Times are milliseconds of the epoch. */
export type LogRow = Omit<TaskLogLine, "createdAt"> & { id: string; createdAtMs: number };

const statement: Statement = {
  name: "readLogs",
  text: `SELECT l.id::text AS id, l.attempt, l.level, l.message, l.fields, ${toMs(`l."createdAt"`)} AS "createdAtMs"
  FROM "QueueTaskLog" l WHERE l."taskId" = $1::text AND l.id < coalesce($2::bigint, 9223372036854775807) AND ${isTaskOf("$4")}
  ORDER BY l.id DESC LIMIT $3::int`,
};

/**
 * Returns the log lines of a task before the one with the id `before`, newest first.
 * @param ownerId - none are returned if the task has another owner. Null means any owner
 */
export function queryLogs(
  database: Database,
  taskId: string,
  before: string | null,
  limit: number,
  ownerId: string | null = null,
): Promise<LogRow[]> {
  return database.query<LogRow>(statement, [toIdParameter(taskId), before, limit, ownerId]);
}

/** Returns a page of the log of a task, newest line first. @throws TaskNotFoundError */
export async function readLogs(
  core: Pick<QueueCore, "database">,
  taskId: string,
  options: PageOptions,
): Promise<Page<TaskLogLine>> {
  const { items, nextCursor } = await readHistoryPage(core, taskId, options, queryLogs);
  return {
    items: items.map(({ id: _, createdAtMs, ...line }) => ({ ...line, createdAt: toDate(createdAtMs) })),
    nextCursor,
  };
}
