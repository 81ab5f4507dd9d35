import { Prisma, type PrismaClient } from "@package/db";
import type { QueueStatus } from "@package/queue";
import type { Scope } from "../scope.ts";
import { type TaskRow, taskColumns } from "./taskColumns.ts";
import { toMs } from "./times.ts";

/** The tasks of one status. */
export interface StatusList {
  /** The newest, at most {@link maxListedTasks}. */
  tasks: TaskRow[];
  /** Number of tasks, counted up to {@link maxCountedTasks}. */
  count: number;
}

export interface QueueStatusRows {
  nowMs: number;
  lists: Record<QueueStatus, StatusList>;
}

/** Limit of tasks per status. */
export const maxListedTasks = 50;
/** Counting stops here: 1,001 means "more than 1,000". */
export const maxCountedTasks = 1001;

const activeStatuses = Prisma.sql`'PENDING', 'PROCESSING', 'FAILED'`;
const finishedStatuses = Prisma.sql`'COMPLETED', 'MAX_RETRIES_REACHED', 'CANCELLED'`;

/**
 * Returns SQL for the newest tasks of an owner by status. One statement is one snapshot, so a task whose status changes is
 * neither missing nor listed twice. Each status reads at most its limits from QueueTask_owner_active_idx or
 * QueueTask_owner_finished_idx, whose predicates (finishedAt is or is not null) are repeated. The table is
 * named four times, not once per status: otherwise planning would cost more than reading.
 */
export function queueStatusQuery({ ownerId }: Scope): Prisma.Sql {
  const list = (statuses: Prisma.Sql, end: Prisma.Sql, order: Prisma.Sql) => {
    const tasks = Prisma.sql`"QueueTask" t WHERE t."ownerId" = ${ownerId} AND t."status" = s."status" AND t."finishedAt" ${end}`;
    return Prisma.sql`SELECT s."status",
        (SELECT coalesce(json_agg(x), '[]') FROM (SELECT ${taskColumns} FROM ${tasks} ORDER BY ${order} DESC LIMIT ${maxListedTasks}) x) AS "tasks",
        (SELECT count(*) FROM (SELECT 1 FROM ${tasks} LIMIT ${maxCountedTasks}) x) AS "count"
      FROM unnest(ARRAY[${statuses}]::"QueueStatus"[]) s("status")`;
  };
  return Prisma.sql`
    SELECT json_build_object('nowMs', ${toMs(Prisma.sql`clock_timestamp()`)},
      'lists', json_object_agg(l."status", json_build_object('tasks', l."tasks", 'count', l."count"))) AS "status"
    FROM (${list(activeStatuses, Prisma.sql`IS NULL`, Prisma.sql`t."seq"`)}
      UNION ALL ${list(finishedStatuses, Prisma.sql`IS NOT NULL`, Prisma.sql`t."finishedAt"`)}) l`;
}

/** Runs {@link queueStatusQuery}. */
export async function readQueueStatus(db: PrismaClient, scope: Scope): Promise<QueueStatusRows> {
  const [row] = await db.$queryRaw<[{ status: QueueStatusRows }]>(queueStatusQuery(scope));
  return row.status;
}
