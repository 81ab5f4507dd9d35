import { createTRPCRouter, queueRouter } from "@package/api";

/** The procedures of the app. Add your own beside `queue`. */
export const appRouter = createTRPCRouter({ queue: queueRouter });

export type AppRouter = typeof appRouter;
