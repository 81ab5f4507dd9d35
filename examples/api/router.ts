import { createQueueRouter, sseOptions } from "@package/api";
import { db } from "@package/db";
import { initTRPC, TRPCError } from "@trpc/server";
import { live, queue } from "./queue.ts";

/** Your own context, with your own session. */
export interface Context {
  user: { id: string } | null;
  /** Reads the session again, and says whether it still belongs to this user. */
  isSessionValid: () => Promise<boolean>;
}

const t = initTRPC.context<Context>().create({ sse: sseOptions });

/** It must refuse everybody who is not signed in. */
const userProcedure = t.procedure.use(({ ctx, next }) => {
  if (!ctx.user) throw new TRPCError({ code: "UNAUTHORIZED" });
  return next({ ctx: { user: ctx.user } });
});

export const appRouter = t.router({
  queue: createQueueRouter({
    router: t.router,
    procedure: userProcedure,
    access: ({ user, isSessionValid }) => ({ db, queue, live, ownerId: user.id, isSessionValid }),
  }),
  // your own procedures
});

export type AppRouter = typeof appRouter;
