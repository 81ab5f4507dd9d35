import type { SessionUser } from "./ServerContext.ts";
import { createRouter, protectedProcedure } from "./trpc.ts";

export const sessionRouter = createRouter({
  /** Who is signed in. */
  me: protectedProcedure.query(({ ctx }): SessionUser => {
    const { id, name, email, role } = ctx.session.user;
    return { id, name, email, role };
  }),
});
