// What clients receive: the entry @package/api/wire, which has types and no code.
import type { ErrorCause, QueueStatus } from "@package/queue";

/** A task without history and logs. Times are ISO 8601 in UTC. */
export interface TaskSummary {
  id: string;
  type: string;
  status: QueueStatus;
  /** The data without secrets, cut to about 4 kB. Optional, because that is how tRPC types an `unknown` that it has sent. */
  data?: unknown;
  attempts: number;
  maxAttempts: number;
  priority: number;
  /** Percent done, 0 to 100; null until the worker reports it. */
  progress: number | null;
  progressNote: string | null;
  errorMessage: string | null;
  terminalReason: string | null;
  /** Whether cancellation of a running task was requested; it is still running. */
  isCancelRequested: boolean;
  scheduledFor: string | null;
  /** When the start or the next attempt is due; null for a running or finished task. */
  dueAt: string | null;
  /** Whether it waits because an operator has paused its type. */
  isPaused: boolean;
  startedAt: string | null;
  processedAt: string | null;
  finishedAt: string | null;
  createdAt: string;
  updatedAt: string;
  /** Grows with every change of the task. The higher `rev` is the newer state. */
  rev: number;
}

/** An attempt that did not complete the task. */
export interface TaskAttempt {
  attempt: number;
  /** FAILED, TIMEOUT, LEASE_EXPIRED, CANCELLED or REFUSED. */
  outcome: string;
  errorClass: string | null;
  /** The error's code, or the status of an HTTP client's error. */
  errorCode: string | null;
  errorMessage: string | null;
  /** The causes of the error; empty if it has none. */
  errorCauses: ErrorCause[];
  provider: string | null;
  startedAt: string;
  finishedAt: string;
}

/** A line of the worker's log. */
export interface TaskLogLine {
  id: string;
  attempt: number;
  /** debug, info, warn or error. */
  level: string;
  message: string;
  fields?: unknown;
  createdAt: string;
}

/** A task with history and logs; `data` and `result` are cut at 64 kB. */
export interface TaskDetail extends TaskSummary {
  /** The worker's return value, which can be null; absent if nothing was stored. */
  result?: unknown;
  /** Why a completed task has no result. */
  resultNote: string | null;
  reference: { id: string; type: string } | null;
  tags: string[];
  /** The schedule that added the task; null if none did. */
  scheduleName: string | null;
  /** The slot for which the schedule added it; null for a run by hand. */
  scheduledSlot: string | null;
  /** The last 50, oldest first. */
  attemptHistory: TaskAttempt[];
  /** The last 200, oldest first. */
  logs: TaskLogLine[];
  /** Why the task is waiting; null if it is not. */
  explanation: string | null;
}

/** A page of `listTasks`. */
export interface TaskPage {
  /** With a type or a search, a page can have few tasks or none, although another page follows. */
  tasks: TaskSummary[];
  /** Cursor of the next page; null on the last one. */
  nextCursor: string | null;
}

/** The lists of a status response, and which tasks of the user each has: at most 50. */
export interface QueueStatusLists {
  /** Waiting, and due within 60 seconds; newest first. */
  pendingTasks: TaskSummary[];
  /** Waiting, and due later; the next one first. */
  scheduledTasks: TaskSummary[];
  processingTasks: TaskSummary[];
  /** FAILED, with another attempt to come. */
  retryingTasks: TaskSummary[];
  completedTasks: TaskSummary[];
  /** FAILED, which will be retried, and MAX_RETRIES_REACHED, which failed permanently; newest first. */
  failedTasks: TaskSummary[];
  cancelledTasks: TaskSummary[];
  /** Tasks that were asked for by id and are in no other list. */
  watchedTasks: TaskSummary[];
}

export type StatusListName = keyof QueueStatusLists;

/** Tasks by state, counted by the server; 1,001 means more than 1,000. */
export interface TaskCounts {
  /** Pending, running and retrying tasks that are due within 60 seconds. */
  active: number;
  pending: number;
  scheduled: number;
  processing: number;
  retrying: number;
  completed: number;
  /** Failed permanently. */
  failed: number;
  cancelled: number;
}

/** The state of a user's tasks. */
export interface QueueStatusView extends QueueStatusLists {
  /** Ids that were asked for and do not exist, or are another user's. */
  missingIds: string[];
  counts: TaskCounts;
  /** The database's time, so that ages do not depend on the client's clock. ISO 8601. */
  now: string;
  userId: string;
}

/** A message of the stream: what has changed since the previous one. The first one contains everything. */
export interface QueueStatusChange {
  /** Tasks that are new or have changed. */
  changed: TaskSummary[];
  /** The ids, in order, of each list with other ids than before. */
  lists: Partial<Record<StatusListName, string[]>>;
  missingIds: string[];
  counts: TaskCounts;
  now: string;
  userId: string;
}
