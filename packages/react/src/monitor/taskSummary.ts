import type { TaskSummary } from "@package/api/wire";

export type {
  QueueStatusChange,
  QueueStatusLists,
  QueueStatusView,
  StatusListName,
  TaskCounts,
  TaskSummary,
} from "@package/api/wire";

export type QueueStatus = TaskSummary["status"];
