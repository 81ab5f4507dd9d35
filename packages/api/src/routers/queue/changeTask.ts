import { type TaskSummary, toTaskSummary } from "../../taskSummary.ts";
import { protectedProcedure } from "../../trpc.ts";
import { requireOwnTask } from "./requireOwnTask.ts";
import { taskIdInput } from "./taskIdInput.ts";

const ownTaskProcedure = protectedProcedure.input(taskIdInput).use(async ({ ctx, input, next }) => {
  await requireOwnTask(ctx.db, ctx.scope, input.id);
  return await next();
});

/** Cancels a waiting task at once and asks a running one to stop; `isCancelRequested` tells which. */
export const cancelTask = ownTaskProcedure.mutation(async ({ ctx, input }): Promise<TaskSummary> => {
  await ctx.queue.cancelTask(input.id);
  return toTaskSummary(await requireOwnTask(ctx.db, ctx.scope, input.id));
});

/** Puts a task that failed or was cancelled back into the queue. */
export const retryTask = ownTaskProcedure.mutation(async ({ ctx, input }): Promise<TaskSummary> => {
  await ctx.queue.retryTask(input.id);
  return toTaskSummary(await requireOwnTask(ctx.db, ctx.scope, input.id));
});

export const deleteTask = ownTaskProcedure.mutation(async ({ ctx, input }): Promise<{ id: string }> => {
  await ctx.queue.deleteFromQueue(input.id);
  return { id: input.id };
});
