export type { ApiContext, SessionUser, TaskQueue } from "./context.ts";
export type { Email, EmailInbox, EmailSummary } from "./emailInbox.ts";
export type { InputIssue } from "./formatError.ts";
export { type AppRouter, appRouter, createCaller } from "./root.ts";
export type { QueueOverview, RunnerOverview, TypeOverview } from "./routers/queue/getOverview.ts";
export type { TaskPage } from "./routers/queue/listTasks.ts";
export { queueRouter } from "./routers/queue/queue.polling.router.ts";
export { type Scope, scopeOf } from "./scope.ts";
export { TooManyChangesError } from "./TooManyChangesError.ts";
export type { TaskAttempt, TaskDetail, TaskLogLine } from "./taskDetail.ts";
export { toTrpcError } from "./toTrpcError.ts";
export { createTRPCRouter, protectedProcedure } from "./trpc.ts";
export type {
  QueueStatusChange,
  QueueStatusLists,
  QueueStatusView,
  StatusListName,
  TaskCounts,
  TaskSummary,
} from "./wire.ts";
