import { explainForOwner } from "../../explainForOwner.ts";
import { readTaskDetail, type TaskDetail } from "../../taskDetail.ts";
import { protectedProcedure } from "../../trpc.ts";
import { requireOwnTask, taskIdInput } from "./requireOwnTask.ts";

export const getTask = protectedProcedure.input(taskIdInput).query(async ({ ctx, input }): Promise<TaskDetail> => {
  const row = await requireOwnTask(ctx.db, ctx.scope, input.id);
  const isWaiting = row.status === "PENDING" || row.status === "FAILED";
  const explanation = isWaiting ? explainForOwner(await ctx.queue.explainTask(row.id)) : null;
  return await readTaskDetail(ctx.db, ctx.scope, row, explanation);
});
