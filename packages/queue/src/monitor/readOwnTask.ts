import { type Database, prismaDatabase, type Statement } from "../database/database.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import { type AttemptRow, queryAttempts } from "../querying/readAttempts.ts";
import { type LogRow, queryLogs } from "../querying/readLogs.ts";
import { queryJson } from "./queryJson.ts";
import type { Scope } from "./Scope.ts";
import type { TaskRow } from "./TaskRow.ts";
import { taskColumns, toExactMs } from "./taskColumns.ts";

export type { AttemptRow, LogRow };

/** A task with all that its owner may see, except its attempts and its log. */
export interface OwnTaskRow extends TaskRow {
  /** The data, however large. Integers that a JavaScript number cannot represent are strings of digits, also in `result`. */
  wholeData: unknown;
  result: unknown;
  /** Whether a result is stored; it can be null. */
  hasResult: boolean;
  resultNote: string | null;
  referenceId: string | null;
  referenceType: string | null;
  tags: string[];
  /** The schedule that added the task; null if none did. */
  scheduleName: string | null;
  /** The slot for which the schedule added it; null for a run by hand. */
  scheduledSlotMs: number | null;
}

const statement: Statement = {
  name: "readOwnTask",
  text: `SELECT (SELECT to_json(x) FROM (
      SELECT ${taskColumns}, t.data AS "wholeData", t.result, t.result IS NOT NULL AS "hasResult", t."resultNote", t."referenceId",
        t."referenceType", t.tags, t."scheduleName", ${toExactMs(`t."scheduledSlot"`)} AS "scheduledSlotMs"
      FROM "QueueTask" t WHERE t.id = $1::text AND t."ownerId" = $2::text) x)::text AS json`,
};

/**
 * Returns a task; null if it does not exist or is another owner's.
 * @param client - your Prisma client, or a transaction client
 */
export function readOwnTask(client: PrismaClientLike, scope: Scope, id: string): Promise<OwnTaskRow | null> {
  return queryOwnTask(prismaDatabase(client), scope, id);
}

export function queryOwnTask(database: Database, { ownerId }: Scope, id: string): Promise<OwnTaskRow | null> {
  return queryJson<OwnTaskRow | null>(database, statement, [toIdParameter(id), toIdParameter(ownerId)]);
}

/** Returns the last attempts that did not complete an owner's task, newest first. @param limit - default 50 */
export function readAttemptRows(
  client: PrismaClientLike,
  scope: Scope,
  id: string,
  limit: number = 50,
): Promise<AttemptRow[]> {
  return queryAttempts(prismaDatabase(client), id, null, limit, toIdParameter(scope.ownerId));
}

/** Returns the last lines of the log of an owner's task, newest first. @param limit - default 200 */
export function readLogRows(
  client: PrismaClientLike,
  scope: Scope,
  id: string,
  limit: number = 200,
): Promise<LogRow[]> {
  return queryLogs(prismaDatabase(client), id, null, limit, toIdParameter(scope.ownerId));
}
