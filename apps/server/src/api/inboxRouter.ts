import type { PrismaClient } from "@package/db";
import { findOwnTaskIds, type Scope } from "@package/queue/monitor";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Email, EmailSummary } from "./emailInbox.ts";
import { createRouter, protectedProcedure } from "./trpc.ts";

/** The development inbox, limited to emails from the session user's tasks. */
export const inboxRouter = createRouter({
  /** Returns the newest 100 emails. `isEnabled` is false where emails are delivered instead. */
  listEmails: protectedProcedure.query(async ({ ctx }): Promise<{ isEnabled: boolean; emails: EmailSummary[] }> => {
    if (!ctx.inbox) return { isEnabled: false, emails: [] };
    const emails = await keepOwnEmails(ctx.db, ctx.scope, await ctx.inbox.listEmails());
    return { isEnabled: true, emails: emails.slice(0, 100) };
  }),
  readEmail: protectedProcedure
    .input(z.strictObject({ id: z.string().min(1).max(200) }))
    .query(async ({ ctx, input }): Promise<Email> => {
      const email = await ctx.inbox?.readEmail(input.id);
      const [own] = email ? await keepOwnEmails(ctx.db, ctx.scope, [email]) : [];
      if (!own) throw new TRPCError({ code: "NOT_FOUND", message: "The email was not found in your inbox." });
      return own;
    }),
});

/** Returns the emails whose task belongs to the scope. */
async function keepOwnEmails<TEmail extends EmailSummary>(
  db: PrismaClient,
  scope: Scope,
  emails: readonly TEmail[],
): Promise<TEmail[]> {
  const taskIds = emails.map((email) => email.taskId);
  const ownIds = await findOwnTaskIds(db, scope, [...new Set(taskIds)]);
  return emails.filter((email) => ownIds.has(email.taskId));
}
