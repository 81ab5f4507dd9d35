import { initTRPC, TRPCError } from "@trpc/server";
import type { ApiContext } from "./context.ts";
import { formatError } from "./formatError.ts";
import { scopeOf } from "./scope.ts";
import { sseOptions } from "./sseOptions.ts";
import { TooManyRequestsError } from "./TooManyRequestsError.ts";
import { toTrpcError } from "./toTrpcError.ts";

const t = initTRPC.context<ApiContext>().create({ errorFormatter: formatError, isDev: false, sse: sseOptions });

export const createTRPCRouter = t.router;

/** A procedure that requires a session. `ctx.scope` limits queries to the user's own rows. */
export const protectedProcedure = t.procedure.use(async ({ ctx, type, next }) => {
  const scope = scopeOf(ctx);
  const waitSeconds = type === "mutation" ? await ctx.countChange?.(scope.ownerId) : null;
  if (typeof waitSeconds === "number") throw toTrpcError(new TooManyRequestsError("requests", waitSeconds));
  const result = await next({ ctx: { session: ctx.session as NonNullable<typeof ctx.session>, scope } });
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

/** A procedure for operators, for queue-wide numbers. */
export const operatorProcedure = protectedProcedure.use(({ ctx, next }) => {
  if (ctx.session.user.role !== "operator")
    throw new TRPCError({ code: "FORBIDDEN", message: "Only operators can see this. Sign in as an operator." });
  return next();
});
