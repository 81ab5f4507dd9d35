// Types for the dashboard.
export type { AppRouter } from "./appRouter.ts";
export type { Email, EmailSummary } from "./emailInbox.ts";
export type { SessionUser } from "./ServerContext.ts";
