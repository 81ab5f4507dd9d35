import { formatError, toTrpcError } from "@package/api";
import { initTRPC, TRPCError } from "@trpc/server";
import type { DashboardContext } from "./DashboardContext.ts";

const t = initTRPC.context<DashboardContext>().create({
  isDev: false,
  errorFormatter: ({ error, shape }) => formatError({ error, shape, ctx: undefined }),
});

export const createRouter = t.router;

/** A procedure for everybody whom `authorize` accepts. Errors of the queue get their tRPC codes. */
export const readProcedure = t.procedure.use(async ({ ctx, next }) => {
  if (!ctx.operator)
    throw new TRPCError({ code: "UNAUTHORIZED", message: "You are signed out, or you are not an operator. Sign in." });
  const result = await next({ ctx: { operator: ctx.operator } });
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

/** A procedure that changes the queue. Viewers, and pages of other sites, are refused. */
export const writeProcedure = readProcedure.use(({ ctx, next }) => {
  if (ctx.foreignOrigin !== null) throw new TRPCError({ code: "FORBIDDEN", message: ctx.foreignOrigin });
  if (!ctx.operator.canWrite)
    throw new TRPCError({
      code: "FORBIDDEN",
      message: "You may look at this queue, but not change it. Ask whoever runs this dashboard for the permission.",
    });
  return next();
});
