import { queueRouter } from "@package/api";
import { inboxRouter } from "./inboxRouter.ts";
import { sessionRouter } from "./sessionRouter.ts";
import { tasksRouter } from "./tasksRouter.ts";
import { createRouter } from "./trpc.ts";

/** The procedures of the demo app: those of `@package/api`, and its own. */
export const appRouter = createRouter({
  queue: queueRouter,
  tasks: tasksRouter,
  inbox: inboxRouter,
  session: sessionRouter,
});

export type AppRouter = typeof appRouter;
