import { TRPCError } from "@trpc/server";
import type { ApiContext } from "./context.ts";

/** Whose tasks may be seen and changed. Every query of tasks takes one; it cannot be undefined or empty. */
export interface Scope {
  readonly ownerId: string;
}

/** The scope of the session's user. Throws UNAUTHORIZED without a session, so that no query can run unscoped. */
export function scopeOf(ctx: Pick<ApiContext, "session">): Scope {
  const ownerId = ctx.session?.user.id;
  if (!ownerId) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first: there is no valid session." });
  return { ownerId };
}
