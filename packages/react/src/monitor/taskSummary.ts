import type { TaskSummary } from "@package/api";

export type { QueueStatusLists, QueueStatusView, StatusListName, TaskCounts, TaskSummary } from "@package/api";

export type QueueStatus = TaskSummary["status"];
