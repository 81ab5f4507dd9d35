import {
  contactImportInput,
  emailSendInput,
  emailTemplates,
  imageProcessInput,
  isStorageKeyOwnedBy,
} from "@package/queue/workers";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { ApiContext } from "../../context.ts";
import type { Scope } from "../../scope.ts";
import { toTaskSummary } from "../../taskSummary.ts";
import { createTRPCRouter, protectedProcedure } from "../../trpc.ts";
import type { TaskSummary } from "../../wire.ts";
import { requireOwnTask } from "../queue/requireOwnTask.ts";

const [welcome, passwordReset, message] = emailSendInput.options;

/** The worker's input as strict objects, so that a misspelt field is an error instead of being dropped. */
const addEmailInput = z.discriminatedUnion("template", [welcome.strict(), passwordReset.strict(), message.strict()], {
  error: `Expected an object whose template is one of ${emailTemplates.join(", ")}`,
});

/** Adds tasks of the built-in workers for the session's user. */
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

/** Throws NOT_FOUND for another user's `upload:` key, as for a missing one. The worker checks other URLs. */
function requireOwnUpload(scope: Scope, url: string): void {
  const [, key] = /^upload:(.*)$/s.exec(url) ?? [];
  if (key === undefined || isStorageKeyOwnedBy(key, scope.ownerId)) return;
  throw new TRPCError({ code: "NOT_FOUND", message: "The upload was not found. Upload the file again." });
}
