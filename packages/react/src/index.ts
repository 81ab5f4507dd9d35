export type { ShownData, ShownTask } from "./hooks/taskTyping.ts";
export { type QueueMonitorState, useQueueMonitor } from "./hooks/useQueueMonitor.ts";
export { type TaskState, useTask } from "./hooks/useTask.ts";
export { type TaskUpdates, useTaskUpdates } from "./hooks/useTaskUpdates.ts";
export type { StreamHandlers, SubscribeToStatus } from "./live/createStream.ts";
export type { QueueMonitor, StatusSource } from "./monitor/createQueueMonitor.ts";
export { isLoopbackHost } from "./monitor/isLoopbackHost.ts";
export {
  QueueMonitorContext,
  QueueMonitorProvider,
  type QueueMonitorProviderProps,
} from "./monitor/QueueMonitorProvider.tsx";
export { allTasks, type ListName, listNames, listOfStatus, type QueueLists } from "./monitor/queueLists.ts";
export type { Connection, QueueMonitorSnapshot } from "./monitor/queueMonitorSnapshot.ts";
export { type Refusal, readRefusal, statusOf } from "./monitor/readRefusal.ts";
export { applyStatusChange } from "./monitor/statusChange.ts";
export type { TaskStatuses } from "./monitor/taskStatuses.ts";
export type {
  QueueStatus,
  QueueStatusChange,
  QueueStatusView,
  TaskCounts,
  TaskSummary,
} from "./monitor/taskSummary.ts";
