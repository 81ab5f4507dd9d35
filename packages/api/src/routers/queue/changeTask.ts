import { toTaskSummary } from "../../taskSummary.ts";
import { protectedProcedure } from "../../trpc.ts";
import type { TaskSummary } from "../../wire.ts";
import { requireOwnTask, taskIdInput } from "./requireOwnTask.ts";

const ownTaskProcedure = protectedProcedure.input(taskIdInput).use(async ({ ctx, input, next }) => {
  await requireOwnTask(ctx.db, ctx.scope, input.id);
  return await next();
});

/** Cancels a waiting task at once. For a running one it requests cancellation, and `isCancelRequested` is true. */
export const cancelTask = ownTaskProcedure.mutation(async ({ ctx, input }): Promise<TaskSummary> => {
  await ctx.queue.cancelTask(input.id);
  return toTaskSummary(await requireOwnTask(ctx.db, ctx.scope, input.id));
});

/** Retries a failed or cancelled task. */
export const retryTask = ownTaskProcedure.mutation(async ({ ctx, input }): Promise<TaskSummary> => {
  await ctx.queue.retryTask(input.id);
  return toTaskSummary(await requireOwnTask(ctx.db, ctx.scope, input.id));
});

export const deleteTask = ownTaskProcedure.mutation(async ({ ctx, input }): Promise<{ id: string }> => {
  await ctx.queue.deleteFromQueue(input.id);
  return { id: input.id };
});
