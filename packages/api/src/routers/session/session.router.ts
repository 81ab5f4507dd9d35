import type { SessionUser } from "../../context.ts";
import { createTRPCRouter, protectedProcedure } from "../../trpc.ts";

export const sessionRouter = createTRPCRouter({
  /** Who is signed in. */
  me: protectedProcedure.query(({ ctx }): SessionUser => {
    const { id, name, email, role } = ctx.session.user;
    return { id, name, email, role };
  }),
});
