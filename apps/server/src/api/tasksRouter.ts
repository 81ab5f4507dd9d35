import { type TaskSummary, toTaskSummary } from "@package/api";
import { TaskNotFoundError } from "@package/queue";
import { readOwnTask, type Scope } from "@package/queue/monitor";
import { contactImportInput, emailSendInput, imageProcessInput, isStorageKeyOwnedBy } from "@package/queue/workers";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { ServerContext } from "./ServerContext.ts";
import { createRouter, protectedProcedure } from "./trpc.ts";

const [welcome, passwordReset, message] = emailSendInput.options;

/** The worker's input as strict objects, so that a misspelt field is an error instead of being dropped. */
const addEmailInput = z.discriminatedUnion("template", [welcome.strict(), passwordReset.strict(), message.strict()], {
  error: "Expected an object whose template is one of welcome, welcome-email, password-reset, message",
});

/** Adds tasks of the built-in workers for the session's user. */
export const tasksRouter = createRouter({
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

async function addTask(
  ctx: Pick<ServerContext, "db" | "queue"> & { scope: Scope },
  type: string,
  data: unknown,
): Promise<TaskSummary> {
  const task = await ctx.queue.addToQueue(type, data, { ownerId: ctx.scope.ownerId });
  const row = await readOwnTask(ctx.db, ctx.scope, task.id);
  // A runner may have run it, and an operator may have deleted it.
  if (!row) throw new TaskNotFoundError(task.id);
  return toTaskSummary(row);
}

/** Throws NOT_FOUND for another user's `upload:` key, as for a missing one. The worker checks other URLs. */
function requireOwnUpload(scope: Scope, url: string): void {
  const [, key] = /^upload:(.*)$/s.exec(url) ?? [];
  if (key === undefined || isStorageKeyOwnedBy(key, scope.ownerId)) return;
  throw new TRPCError({ code: "NOT_FOUND", message: "The upload was not found. Upload the file again." });
}
