import { makeLists } from "./queueLists.ts";
import { type TaskStatuses, taskStatusesOf } from "./taskStatuses.ts";
import type { QueueStatusView, TaskCounts, TaskSummary } from "./taskSummary.ts";

/**
 * `live`: by a stream, within a moment. `polling`: with the polls. `offline`: the browser is offline, or the last request
 * failed. `paused`: not at all, because `pauseLive` was called.
 */
export type Connection = "live" | "polling" | "offline" | "paused";

/** The state that `useQueueMonitor` returns. Unchanged parts keep their identity. */
export interface QueueMonitorSnapshot {
  /** Whether a task is running, also one beyond the list. */
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
  /** Tasks in no other list that this page follows: added a moment ago, or asked for by id. */
  readonly watchedTasks: TaskSummary[];
  /** Status of every listed task by its id, at most 500. */
  readonly taskStatuses: TaskStatuses;
  /** Tasks by state; 1,001 means "more than 1,000". */
  readonly counts: TaskCounts;
  /** The last ids which this page has followed, and which do not exist any more: at most 200. */
  readonly missingIds: readonly string[];
  /** How changes arrive. */
  readonly connection: Connection;
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
const countNames = [
  "active",
  "pending",
  "scheduled",
  "processing",
  "retrying",
  "completed",
  "failed",
  "cancelled",
] as const;

/** The state before the first response. Its parts are constants, so that effects which depend on them run once. */
export const emptySnapshot: QueueMonitorSnapshot = {
  ...makeLists(() => noTasks),
  hasProcessingTasks: false,
  processingCount: 0,
  taskStatuses: {},
  counts: Object.fromEntries(countNames.map((name) => [name, 0])) as Record<(typeof countNames)[number], number>,
  missingIds: [],
  connection: "polling",
  isReady: false,
  error: null,
  failedPolls: 0,
  staleSinceMs: null,
};

/** Outcome of the last requests, and what is known besides the lists. */
export type Health = Pick<QueueMonitorSnapshot, "error" | "failedPolls" | "staleSinceMs" | "connection" | "missingIds">;

/** Returns the next snapshot, or `previous` if nothing changed. */
export function nextSnapshot(
  previous: QueueMonitorSnapshot,
  view: QueueStatusView | null,
  health: Health,
): QueueMonitorSnapshot {
  const next = view ? { ...snapshotOf(previous, view), ...health } : { ...emptySnapshot, ...health };
  const keys = Object.keys(next) as (keyof QueueMonitorSnapshot)[];
  return keys.every((key) => next[key] === previous[key]) ? previous : next;
}

function snapshotOf(previous: QueueMonitorSnapshot, view: QueueStatusView): Omit<QueueMonitorSnapshot, keyof Health> {
  return {
    ...makeLists((name) => (view[name].length > 0 ? view[name] : noTasks)),
    hasProcessingTasks: view.counts.processing > 0,
    processingCount: view.counts.processing,
    taskStatuses: taskStatusesOf(previous.taskStatuses, view),
    counts: view.counts,
    isReady: true,
  };
}
