import { Prisma } from "@package/db";
import type { QueueStatus } from "@package/queue";
import type { Scope } from "../scope.ts";
import { type TaskRow, taskColumns } from "./taskColumns.ts";

export interface ActiveTasksFilter {
  statuses: readonly QueueStatus[];
  type: string | undefined;
  /** Only tasks that were added before the one with this sequence number. */
  beforeSeq: number | undefined;
  limit: number;
}

/** Returns unfinished tasks of an owner, newest first. Each status is read from QueueTask_owner_active_idx up to the limit. */
export async function readActiveTasks(
  db: Prisma.TransactionClient,
  scope: Scope,
  filter: ActiveTasksFilter,
): Promise<TaskRow[]> {
  const rows = await db.$queryRaw<{ task: TaskRow }[]>(Prisma.sql`
    SELECT to_json(x) AS "task"
    FROM unnest(${filter.statuses}::text[]) AS wanted("name") CROSS JOIN LATERAL (
      SELECT ${taskColumns} FROM "QueueTask" t
      WHERE t."ownerId" = ${scope.ownerId} AND t."status" = wanted."name"::"QueueStatus" AND t."finishedAt" IS NULL
        ${filter.beforeSeq === undefined ? Prisma.empty : Prisma.sql`AND t."seq" < ${filter.beforeSeq}::bigint`}
        ${filter.type === undefined ? Prisma.empty : Prisma.sql`AND t."type" = ${filter.type}`}
      ORDER BY t."seq" DESC LIMIT ${filter.limit}) x
    ORDER BY x."seq" DESC LIMIT ${filter.limit}`);
  return rows.map((row) => row.task);
}
