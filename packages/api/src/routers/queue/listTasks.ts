import { z } from "zod";
import { withStatementTimeout } from "../../sql/withStatementTimeout.ts";
import { toTaskSummary } from "../../taskSummary.ts";
import { protectedProcedure } from "../../trpc.ts";
import type { TaskSummary } from "../../wire.ts";
import { readTaskPage } from "./readTaskPage.ts";

const listTasksInput = z.strictObject({
  status: z.enum(["PENDING", "PROCESSING", "COMPLETED", "FAILED", "MAX_RETRIES_REACHED", "CANCELLED"]).optional(),
  type: z
    .string()
    .regex(/^[A-Za-z\d][\w.:/-]{0,127}$/, "must be a task type")
    .optional(),
  /** `nextCursor` of the previous page. */
  cursor: z.string().max(500).optional(),
  limit: z.int().min(1).max(100).default(50),
});

export interface TaskPage {
  tasks: TaskSummary[];
  /** Cursor of the next page; null on the last one. */
  nextCursor: string | null;
}

export const listTasks = protectedProcedure.input(listTasksInput).query(async ({ ctx, input }): Promise<TaskPage> => {
  const { rows, nextCursor } = await withStatementTimeout(ctx.db, 2000, (tx) => readTaskPage(tx, ctx.scope, input));
  return { tasks: rows.map(toTaskSummary), nextCursor };
});
