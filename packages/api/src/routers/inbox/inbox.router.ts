import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Email, EmailSummary } from "../../emailInbox.ts";
import { createTRPCRouter, protectedProcedure } from "../../trpc.ts";
import { keepOwnEmails } from "./keepOwnEmails.ts";

/** The development inbox: the emails that the session user's own tasks sent. */
export const inboxRouter = createTRPCRouter({
  /** The newest 100 emails; `isEnabled` is false where emails really leave. */
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
      if (!own) throw new TRPCError({ code: "NOT_FOUND", message: "There is no such email in your inbox (any more)." });
      return own;
    }),
});
