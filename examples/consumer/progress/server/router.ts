import { createQueueRouter, sseOptions } from "@package/api";
import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import { db, live, queue } from "./queue.ts";

export interface Context {
  userId: string | null;
}

const t = initTRPC.context<Context>().create({ sse: sseOptions });

/** Refuses everybody who is not signed in. */
const userProcedure = t.procedure.use(({ ctx: { userId }, next }) => {
  if (userId === null) throw new TRPCError({ code: "UNAUTHORIZED" });
  return next({ ctx: { userId } });
});

export const appRouter = t.router({
  queue: createQueueRouter({
    router: t.router,
    procedure: userProcedure,
    access: ({ userId }) => ({ db, queue, live, ownerId: userId }),
  }),
  addImport: userProcedure
    .input(z.object({ fileName: z.string(), rows: z.number().int().min(1).max(1_000) }))
    .mutation(async ({ ctx, input }) => {
      const { id } = await queue.addToQueue("IMPORT_CONTACTS", input, { ownerId: ctx.userId });
      return { id };
    }),
});

export type AppRouter = typeof appRouter;
