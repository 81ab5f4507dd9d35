import { type TaskStatuses, taskStatusesOf } from "./taskStatuses.ts";
import type { QueueStatusView, TaskCounts, TaskSummary } from "./taskSummary.ts";

/** What `useQueueMonitor` shows of the signed-in user's tasks. Unchanged parts keep their identity. */
export interface QueueMonitorSnapshot {
  /** Is a task running just now? */
  readonly hasProcessingTasks: boolean;
  /** Running tasks, also those beyond the list. */
  readonly processingCount: number;
  /** At most 50 of each, newest first. */
  readonly pendingTasks: TaskSummary[];
  readonly processingTasks: TaskSummary[];
  readonly completedTasks: TaskSummary[];
  /** Failed ones: those that will be tried again, and those that failed for good. */
  readonly failedTasks: TaskSummary[];
  readonly cancelledTasks: TaskSummary[];
  /** Status of every listed task by its id, at most 500. */
  readonly taskStatuses: TaskStatuses;
  /** Tasks by state; 1,001 means "more than 1,000". */
  readonly counts: TaskCounts;
  /** False until the first answer. */
  readonly isReady: boolean;
  /** Why the last request failed; null after a success. The lists then are those of the last success. */
  readonly error: Error | null;
  /** Failed requests in a row. */
  readonly failedPolls: number;
  /** When the lists were last known to be true, in ms of this client's clock; null while they are. */
  readonly staleSinceMs: number | null;
}

const noTasks: TaskSummary[] = [];
const noStatuses: TaskStatuses = {};
const noCounts: TaskCounts = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };

/** Before the first answer. Its parts are the same objects for ever, so that effects on them do not run again. */
export const emptySnapshot: QueueMonitorSnapshot = {
  hasProcessingTasks: false,
  processingCount: 0,
  pendingTasks: noTasks,
  processingTasks: noTasks,
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

/** How the polling fares. */
export type PollHealth = Pick<QueueMonitorSnapshot, "error" | "failedPolls" | "staleSinceMs">;

/** The next snapshot; `previous` itself when nothing changed. */
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
