import { type TaskStatuses, taskStatusesOf } from "./taskStatuses.ts";
import type { QueueStatusView, TaskCounts, TaskSummary } from "./taskSummary.ts";

/** The state that `useQueueMonitor` returns. Unchanged parts keep their identity. */
export interface QueueMonitorSnapshot {
  /** Whether a task is running. */
  readonly hasProcessingTasks: boolean;
  /** Number of running tasks, including those beyond the list. */
  readonly processingCount: number;
  /** At most 50 of each, newest first. */
  readonly pendingTasks: TaskSummary[];
  readonly processingTasks: TaskSummary[];
  /** Tasks that get another attempt. */
  readonly retryingTasks: TaskSummary[];
  /** Tasks that are due later than in 60 seconds, the next one first. */
  readonly scheduledTasks: TaskSummary[];
  readonly completedTasks: TaskSummary[];
  /** Tasks that will be retried, and tasks that failed permanently. */
  readonly failedTasks: TaskSummary[];
  readonly cancelledTasks: TaskSummary[];
  /** Status of every listed task by its id, at most 500. */
  readonly taskStatuses: TaskStatuses;
  /** Tasks by state; 1,001 means "more than 1,000". */
  readonly counts: TaskCounts;
  /** False until the first response. */
  readonly isReady: boolean;
  /** Error of the last request; null after a success. The lists are those of the last success. */
  readonly error: Error | null;
  /** Failed requests in a row. */
  readonly failedPolls: number;
  /** Time of the last success in ms of this client's clock; null while requests succeed. */
  readonly staleSinceMs: number | null;
}

const noTasks: TaskSummary[] = [];
const noStatuses: TaskStatuses = {};
const noCounts: TaskCounts = {
  active: 0,
  pending: 0,
  scheduled: 0,
  processing: 0,
  retrying: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
};

/** The state before the first response. Its parts are constants, so that effects which depend on them run once. */
export const emptySnapshot: QueueMonitorSnapshot = {
  hasProcessingTasks: false,
  processingCount: 0,
  pendingTasks: noTasks,
  processingTasks: noTasks,
  retryingTasks: noTasks,
  scheduledTasks: noTasks,
  completedTasks: noTasks,
  failedTasks: noTasks,
  cancelledTasks: noTasks,
  taskStatuses: noStatuses,
  counts: noCounts,
  isReady: false,
  error: null,
  failedPolls: 0,
  staleSinceMs: null,
};

/** Outcome of the last requests. */
export type PollHealth = Pick<QueueMonitorSnapshot, "error" | "failedPolls" | "staleSinceMs">;

/** Returns the next snapshot, or `previous` if nothing changed. */
export function nextSnapshot(
  previous: QueueMonitorSnapshot,
  view: QueueStatusView | undefined,
  health: PollHealth,
): QueueMonitorSnapshot {
  const next = view ? { ...snapshotOf(previous, view), ...health } : { ...emptySnapshot, ...health };
  const keys = Object.keys(next) as (keyof QueueMonitorSnapshot)[];
  return keys.every((key) => next[key] === previous[key]) ? previous : next;
}

function snapshotOf(
  previous: QueueMonitorSnapshot,
  view: QueueStatusView,
): Omit<QueueMonitorSnapshot, keyof PollHealth> {
  return {
    hasProcessingTasks: view.processingTasks.length > 0,
    processingCount: view.counts.processing,
    pendingTasks: orNone(view.pendingTasks),
    processingTasks: orNone(view.processingTasks),
    retryingTasks: orNone(view.retryingTasks),
    scheduledTasks: orNone(view.scheduledTasks),
    completedTasks: orNone(view.completedTasks),
    failedTasks: orNone(view.failedTasks),
    cancelledTasks: orNone(view.cancelledTasks),
    taskStatuses: taskStatusesOf(previous.taskStatuses, view),
    counts: view.counts,
    isReady: true,
  };
}

function orNone(tasks: TaskSummary[]): TaskSummary[] {
  return tasks.length === 0 ? noTasks : tasks;
}
