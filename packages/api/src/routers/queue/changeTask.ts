import { toTaskSummary } from "../../taskSummary.ts";
import type { TaskSummary } from "../../wire.ts";
import type { AccessProcedure } from "./accessProcedure.ts";
import { taskIdInput } from "./inputs.ts";
import { requireOwnTask } from "./requireOwnTask.ts";

const ownTaskProcedure = (procedure: AccessProcedure) =>
  procedure.input(taskIdInput).use(async ({ ctx: { access }, input, next }) => {
    await requireOwnTask(access.db, access, input.id);
    return await next();
  });

/** Cancels a waiting task at once. For a running one it requests cancellation, and `isCancelRequested` is true. */
export const cancelTask = (procedure: AccessProcedure) =>
  ownTaskProcedure(procedure).mutation(async ({ ctx: { access }, input }): Promise<TaskSummary> => {
    await access.queue.cancelTask(input.id);
    return toTaskSummary(await requireOwnTask(access.db, access, input.id));
  });

/** Retries a failed or cancelled task. */
export const retryTask = (procedure: AccessProcedure) =>
  ownTaskProcedure(procedure).mutation(async ({ ctx: { access }, input }): Promise<TaskSummary> => {
    await access.queue.retryTask(input.id);
    return toTaskSummary(await requireOwnTask(access.db, access, input.id));
  });

export const deleteTask = (procedure: AccessProcedure) =>
  ownTaskProcedure(procedure).mutation(async ({ ctx: { access }, input }): Promise<{ id: string }> => {
    await access.queue.deleteFromQueue(input.id);
    return { id: input.id };
  });
