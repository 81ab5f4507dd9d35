export { ownerKey } from "../notifying/changes.ts";
export { ChangeListener, type ChangeListenerOptions, type TaskChange } from "./ChangeListener.ts";
export { explainTables } from "./explainTables.ts";
export { findOwnTaskIds } from "./findOwnTaskIds.ts";
export { findUnusedUploads } from "./findUnusedUploads.ts";
export { type FailurePeriod, listOwnersWithFailures } from "./listOwnersWithFailures.ts";
export {
  maxCountedWaiting,
  type Overview,
  type RunnerOverview,
  readOverview,
  type TypeOverview,
} from "./readOverview.ts";
export {
  type AttemptRow,
  type LogRow,
  type OwnTaskRow,
  readAttemptRows,
  readLogRows,
  readOwnTask,
} from "./readOwnTask.ts";
export {
  maxCountedTasks,
  maxListedTasks,
  type QueueStatusRows,
  readQueueStatus,
  type StatusCounts,
  type StatusLists,
} from "./readQueueStatus.ts";
export { readTaskPage, type TaskRowPage } from "./readTaskPage.ts";
export type { TaskKind, TaskPageRequest } from "./resolvePageFilter.ts";
export type { Scope } from "./Scope.ts";
export { StatusReader, type StatusReaderOptions } from "./StatusReader.ts";
export { soonMs } from "./soon.ts";
export type { TaskRow } from "./TaskRow.ts";
