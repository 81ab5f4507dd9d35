import { contactImportInput, imageProcessInput } from "@package/queue";
import type { ApiContext } from "../../context.ts";
import type { Scope } from "../../scope.ts";
import { type TaskSummary, toTaskSummary } from "../../taskSummary.ts";
import { createTRPCRouter, protectedProcedure } from "../../trpc.ts";
import { requireOwnTask } from "../queue/requireOwnTask.ts";
import { addEmailInput } from "./addEmailInput.ts";
import { requireOwnUpload } from "./requireOwnUpload.ts";

/** Adds the product's own tasks for the session's user. */
export const tasksRouter = createTRPCRouter({
  addImageProcess: protectedProcedure
    .input(imageProcessInput.strict())
    .mutation(async ({ ctx, input }): Promise<TaskSummary> => {
      requireOwnUpload(ctx.scope, input.imageUrl);
      return await addTask(ctx, "IMAGE_PROCESS", input);
    }),
  addEmail: protectedProcedure.input(addEmailInput).mutation(async ({ ctx, input }): Promise<TaskSummary> => {
    return await addTask(ctx, "EMAIL_SEND", input);
  }),
  addContactImport: protectedProcedure
    .input(contactImportInput.strict())
    .mutation(async ({ ctx, input }): Promise<TaskSummary> => {
      requireOwnUpload(ctx.scope, input.fileUrl);
      return await addTask(ctx, "CONTACT_IMPORT", input);
    }),
});

async function addTask(ctx: ApiContext & { scope: Scope }, type: string, data: unknown): Promise<TaskSummary> {
  const task = await ctx.queue.addToQueue(type, data, { ownerId: ctx.scope.ownerId });
  return toTaskSummary(await requireOwnTask(ctx.db, ctx.scope, task.id));
}
