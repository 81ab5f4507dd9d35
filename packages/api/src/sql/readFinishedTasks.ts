import { Prisma } from "@package/db";
import type { QueueStatus } from "@package/queue";
import type { Scope } from "../scope.ts";
import { type TaskRow, taskColumns } from "./taskColumns.ts";
import { fromMs } from "./times.ts";

export interface FinishedTasksFilter {
  statuses: readonly QueueStatus[];
  type: string | undefined;
  /** Only tasks after this position. */
  after: { finishedAtMs: number; seq: number } | undefined;
  limit: number;
}

/** Returns finished tasks of an owner, newest first. Each status is read from QueueTask_owner_finished_idx up to the limit. */
export async function readFinishedTasks(
  db: Prisma.TransactionClient,
  scope: Scope,
  filter: FinishedTasksFilter,
): Promise<TaskRow[]> {
  const { after } = filter;
  const rows = await db.$queryRaw<{ task: TaskRow }[]>(Prisma.sql`
    SELECT to_json(x) AS "task"
    FROM unnest(${filter.statuses}::text[]) AS wanted("name") CROSS JOIN LATERAL (
      SELECT ${taskColumns} FROM "QueueTask" t
      WHERE t."ownerId" = ${scope.ownerId} AND t."status" = wanted."name"::"QueueStatus" AND t."finishedAt" IS NOT NULL
        ${after ? Prisma.sql`AND (t."finishedAt", t."seq") < (${fromMs(after.finishedAtMs)}, ${after.seq}::bigint)` : Prisma.empty}
        ${filter.type === undefined ? Prisma.empty : Prisma.sql`AND t."type" = ${filter.type}`}
      ORDER BY t."finishedAt" DESC, t."seq" DESC LIMIT ${filter.limit}) x
    ORDER BY x."finishedAtMs" DESC, x."seq" DESC LIMIT ${filter.limit}`);
  return rows.map((row) => row.task);
}
