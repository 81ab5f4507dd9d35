import type { TaskSummary } from "@package/api";

export type {
  QueueStatusChange,
  QueueStatusLists,
  QueueStatusView,
  StatusListName,
  TaskCounts,
  TaskSummary,
} from "@package/api";

export type QueueStatus = TaskSummary["status"];
