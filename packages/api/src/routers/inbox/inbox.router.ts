import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Mail, MailSummary } from "../../mailInbox.ts";
import { createTRPCRouter, protectedProcedure } from "../../trpc.ts";
import { keepOwnMails } from "./keepOwnMails.ts";

/** The development inbox: the mails that the session user's own tasks sent. */
export const inboxRouter = createTRPCRouter({
  /** The newest 100 mails; `isEnabled` is false where mails really leave. */
  listMails: protectedProcedure.query(async ({ ctx }): Promise<{ isEnabled: boolean; mails: MailSummary[] }> => {
    if (!ctx.inbox) return { isEnabled: false, mails: [] };
    const mails = await keepOwnMails(ctx.db, ctx.scope, await ctx.inbox.listMails());
    return { isEnabled: true, mails: mails.slice(0, 100) };
  }),
  readMail: protectedProcedure
    .input(z.strictObject({ id: z.string().min(1).max(200) }))
    .query(async ({ ctx, input }): Promise<Mail> => {
      const mail = await ctx.inbox?.readMail(input.id);
      const [own] = mail ? await keepOwnMails(ctx.db, ctx.scope, [mail]) : [];
      if (!own) throw new TRPCError({ code: "NOT_FOUND", message: "There is no such mail in your inbox (any more)." });
      return own;
    }),
});
