export type { ShownData, ShownTask } from "./hooks/taskTyping.ts";
export { useActiveSummary } from "./hooks/useActiveSummary.ts";
export { type QueueMonitorState, useQueueMonitor } from "./hooks/useQueueMonitor.ts";
export { type QueueTaskToast, useQueueTaskToast } from "./hooks/useQueueTaskToast.ts";
export { useShownTask } from "./hooks/useShownTask.ts";
export { type TaskState, useTask } from "./hooks/useTask.ts";
export { type TaskNotifications, useTaskNotifications } from "./hooks/useTaskNotifications.ts";
export { type TaskUpdates, useTaskUpdates } from "./hooks/useTaskUpdates.ts";
export type { StreamHandlers, SubscribeToStatus } from "./live/createStream.ts";
export type { FetchStatusOptions, QueueMonitor, StatusSource } from "./monitor/createQueueMonitor.ts";
export { isLoopbackHost } from "./monitor/isLoopbackHost.ts";
export {
  QueueMonitorContext,
  QueueMonitorProvider,
  type QueueMonitorProviderProps,
} from "./monitor/QueueMonitorProvider.tsx";
export { allTasks, type ListName, listNames, listOfStatus, type QueueLists } from "./monitor/queueLists.ts";
export type { Connection, QueueMonitorSnapshot } from "./monitor/queueMonitorSnapshot.ts";
export { type Refusal, readRefusal, statusOf } from "./monitor/readRefusal.ts";
export { isDueLater } from "./monitor/soon.ts";
export { applyStatusChange } from "./monitor/statusChange.ts";
export type { TaskStatuses } from "./monitor/taskStatuses.ts";
export type {
  QueueStatus,
  QueueStatusChange,
  QueueStatusView,
  TaskCounts,
  TaskSummary,
} from "./monitor/taskSummary.ts";
export { type DescribeTask, describeByType, shortenText } from "./toasts/describeTask.ts";
export { forgetToasts } from "./toasts/forgetToasts.ts";
export type { ActiveSummary } from "./toasts/summarizeActive.ts";
export type { TaskToast, ToastTask } from "./toasts/toastForTask.ts";
export type { ToastRecord } from "./toasts/toastHistory.ts";
export { type ToastKind, toastKindOf } from "./toasts/toastKindOf.ts";
export { currentStep, type StepState, type TaskStep, toastSteps } from "./toasts/toastSteps.ts";
export { type Toasts, type ToastsOptions, useAnnouncement, useToasts } from "./toasts/useToasts.ts";
