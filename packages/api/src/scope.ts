import type { Scope } from "@package/queue/monitor";
import { TRPCError } from "@trpc/server";
import type { ApiContext } from "./context.ts";

/** Returns the scope of the session's user: whose tasks a query may read or change. Throws UNAUTHORIZED without a session. */
export function scopeOf(ctx: Pick<ApiContext, "session">): Scope {
  const ownerId = ctx.session?.user.id;
  if (!ownerId) throw new TRPCError({ code: "UNAUTHORIZED", message: "You are not signed in. Sign in and try again." });
  return { ownerId };
}
