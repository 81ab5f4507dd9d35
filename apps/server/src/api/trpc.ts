import { formatError, protectedProcedure as ownTasksProcedure, sseOptions } from "@package/api";
import { initTRPC } from "@trpc/server";
import type { ServerContext } from "./ServerContext.ts";

const t = initTRPC.context<ServerContext>().create({ errorFormatter: formatError, isDev: false, sse: sseOptions });

export const createRouter = t.router;

/** A procedure that requires a session. `ctx.scope` limits queries to the user's own rows. */
export const protectedProcedure = t.procedure.concat(ownTasksProcedure).use(({ ctx, next }) => {
  // The procedure of the package knows only what it needs of a user.
  return next({ ctx: { session: ctx.session as NonNullable<ServerContext["session"]> } });
});
