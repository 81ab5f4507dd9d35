import { Prisma, type PrismaClient } from "@package/db";
import type { Scope } from "../scope.ts";
import { type TaskRow, taskColumns } from "./taskColumns.ts";

export interface OwnTaskRow extends TaskRow {
  wholeData: unknown;
  result: unknown;
  /** Whether a result is stored; it can be null. */
  hasResult: boolean;
  resultNote: string | null;
  referenceId: string | null;
  referenceType: string | null;
  tags: string[];
}

/** Returns a task with its data and result, or null if it does not exist or is another user's. */
export async function readOwnTask(db: PrismaClient, scope: Scope, id: string): Promise<OwnTaskRow | null> {
  const [row] = await db.$queryRaw<{ task: OwnTaskRow }[]>(Prisma.sql`
    SELECT to_json(x) AS "task" FROM (
      SELECT ${taskColumns}, t."data" AS "wholeData", t."result", t."result" IS NOT NULL AS "hasResult", t."resultNote", t."referenceId", t."referenceType", t."tags"
      FROM "QueueTask" t WHERE t."id" = ${id} AND t."ownerId" = ${scope.ownerId}) x`);
  return row?.task ?? null;
}
