export { redactText } from "@package/queue";
export type { ApiContext, SessionUser } from "./context.ts";
export { cutData } from "./cutData.ts";
export { diffStatus } from "./diffStatus.ts";
export { formatError, type InputIssue } from "./formatError.ts";
export { getQueueStatus, type QueueStatusOptions } from "./getQueueStatus.ts";
export { getTask } from "./getTask.ts";
export { listTasks } from "./listTasks.ts";
export { createLiveStatus, type LiveStatusOptions } from "./live/createLiveStatus.ts";
export type { LiveStatus, RecallOptions, WatchOptions } from "./live/LiveStatus.ts";
export { LiveClosedError, SessionEndedError } from "./live/liveErrors.ts";
export { streamStatus } from "./live/streamStatus.ts";
export { redactData } from "./redactData.ts";
export { createQueueRouter, type QueueRouterOptions } from "./routers/queue/createQueueRouter.ts";
export type { QueueOverview, RunnerOverview, TypeOverview } from "./routers/queue/getOverview.ts";
export type { QueueAccess, TaskQueue } from "./routers/queue/QueueAccess.ts";
export { queueRouter } from "./routers/queue/queue.polling.router.ts";
export type { QueueProcedures } from "./routers/queue/queueProcedures.ts";
export { scopeOf } from "./scope.ts";
export { sseOptions } from "./sseOptions.ts";
export { TooManyRequestsError } from "./TooManyRequestsError.ts";
export type { TransactingClient } from "./TransactingClient.ts";
export { toTaskSummary } from "./taskSummary.ts";
export { toTrpcError } from "./toTrpcError.ts";
export { createTRPCRouter, protectedProcedure } from "./trpc.ts";
export type {
  QueueStatusChange,
  QueueStatusLists,
  QueueStatusView,
  StatusListName,
  TaskAttempt,
  TaskCounts,
  TaskDetail,
  TaskLogLine,
  TaskPage,
  TaskSummary,
} from "./wire.ts";
