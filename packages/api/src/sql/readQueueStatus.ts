import { Prisma, type PrismaClient } from "@package/db";
import type { Scope } from "../scope.ts";
import { type TaskRow, taskColumns } from "./taskColumns.ts";

export interface QueueStatusRows {
  now: string;
  pending: TaskRow[];
  processing: TaskRow[];
  failed: TaskRow[];
  exhausted: TaskRow[];
  completed: TaskRow[];
  cancelled: TaskRow[];
  counts: Record<"pending" | "processing" | "failed" | "exhausted" | "completed" | "cancelled", number>;
}

/** Tasks of one status that a list shows. */
export const maxListedTasks = 50;
/** Counting stops here: 1,001 means "more than 1,000". */
export const maxCountedTasks = 1001;

/**
 * The newest tasks of an owner by status, in one statement and therefore one snapshot: a task that moves on meanwhile is
 * neither missing nor there twice. Each branch reads at most its limit from QueueTask_owner_active_idx or
 * QueueTask_owner_finished_idx, whose predicates (finishedAt is or is not null) the branches repeat.
 */
export function queueStatusQuery(scope: Scope): Prisma.Sql {
  return Prisma.sql`
    SELECT to_json(s) AS "status" FROM (SELECT clock_timestamp() AS "now",
      ${listActive(scope, Prisma.sql`'PENDING'`)} AS "pending",
      ${listActive(scope, Prisma.sql`'PROCESSING'`)} AS "processing",
      ${listActive(scope, Prisma.sql`'FAILED'`)} AS "failed",
      ${listFinished(scope, Prisma.sql`'MAX_RETRIES_REACHED'`)} AS "exhausted",
      ${listFinished(scope, Prisma.sql`'COMPLETED'`)} AS "completed",
      ${listFinished(scope, Prisma.sql`'CANCELLED'`)} AS "cancelled",
      json_build_object(
        'pending', ${countActive(scope, Prisma.sql`'PENDING'`)},
        'processing', ${countActive(scope, Prisma.sql`'PROCESSING'`)},
        'failed', ${countActive(scope, Prisma.sql`'FAILED'`)},
        'exhausted', ${countFinished(scope, Prisma.sql`'MAX_RETRIES_REACHED'`)},
        'completed', ${countFinished(scope, Prisma.sql`'COMPLETED'`)},
        'cancelled', ${countFinished(scope, Prisma.sql`'CANCELLED'`)}) AS "counts") s`;
}

/** Runs {@link queueStatusQuery}. */
export async function readQueueStatus(db: PrismaClient, scope: Scope): Promise<QueueStatusRows> {
  const [row] = await db.$queryRaw<[{ status: QueueStatusRows }]>(queueStatusQuery(scope));
  return row.status;
}

function listActive(scope: Scope, status: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT coalesce(json_agg(x), '[]') FROM (SELECT ${taskColumns} FROM "QueueTask" t
    WHERE ${isActive(scope, status)} ORDER BY t."seq" DESC LIMIT ${maxListedTasks}) x)`;
}

function listFinished(scope: Scope, status: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT coalesce(json_agg(x), '[]') FROM (SELECT ${taskColumns} FROM "QueueTask" t
    WHERE ${isFinished(scope, status)} ORDER BY t."finishedAt" DESC LIMIT ${maxListedTasks}) x)`;
}

function countActive(scope: Scope, status: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT count(*) FROM (SELECT 1 FROM "QueueTask" t WHERE ${isActive(scope, status)} LIMIT ${maxCountedTasks}) x)`;
}

function countFinished(scope: Scope, status: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT count(*) FROM (SELECT 1 FROM "QueueTask" t WHERE ${isFinished(scope, status)} LIMIT ${maxCountedTasks}) x)`;
}

function isActive({ ownerId }: Scope, status: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`t."ownerId" = ${ownerId} AND t."status" = ${status} AND t."finishedAt" IS NULL`;
}

function isFinished({ ownerId }: Scope, status: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`t."ownerId" = ${ownerId} AND t."status" = ${status} AND t."finishedAt" IS NOT NULL`;
}
