import { inboxRouter } from "./routers/inbox/inbox.router.ts";
import { queueRouter } from "./routers/queue/queue.polling.router.ts";
import { sessionRouter } from "./routers/session/session.router.ts";
import { tasksRouter } from "./routers/tasks/tasks.router.ts";
import { createCallerFactory, createTRPCRouter } from "./trpc.ts";

export const appRouter = createTRPCRouter({
  queue: queueRouter,
  tasks: tasksRouter,
  inbox: inboxRouter,
  session: sessionRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP: `createCaller(context).queue.getQueueStatus()`. */
export const createCaller = createCallerFactory(appRouter);
