export {
  maxCountedWaiting,
  type Overview,
  type RunnerOverview,
  readOverview,
  type TypeOverview,
} from "./readOverview.ts";
export {
  maxCountedTasks,
  maxListedTasks,
  type QueueStatusRows,
  readQueueStatus,
  type StatusCounts,
  type StatusLists,
} from "./readQueueStatus.ts";
export type { Scope } from "./Scope.ts";
export type { TaskRow } from "./TaskRow.ts";
