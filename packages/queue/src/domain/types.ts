import type { TaskErrorPattern } from "./errors/errorPatterns.ts";

/** Where a task is in its life. `COMPLETED`, `MAX_RETRIES_REACHED` and `CANCELLED` are terminal. */
export type QueueStatus = "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "MAX_RETRIES_REACHED" | "CANCELLED";

/** Why a task ended without success. */
export type TerminalReason = "EXHAUSTED" | "UNRECOVERABLE" | "TIMEOUT" | "LEASE_EXPIRED" | "RATE_LIMITED" | "CANCELLED";

/** A task as the library hands it out: one row of `QueueTask`, without what belongs to its claim. */
// biome-ignore lint/suspicious/noExplicitAny: the contract's default, so that an untyped task's data can be read without a cast
export interface QueueTask<TData = any, TResult = unknown> {
  id: string;
  type: string;
  data: TData;
  /** What JSON keeps of what the worker returned, null included; absent until the task is completed, and when there is nothing. */
  result?: TResult;
  status: QueueStatus;
  /** Attempts charged so far; 0 before the first. */
  attempts: number;
  maxAttempts: number;
  /** Providers that failed for this task and are passed over in its next attempt. */
  failedProviders: string[];
  errorMessage?: string | null;
  /** Failures by fingerprint, see {@link TaskErrorPattern}. */
  errorPatterns?: Record<string, TaskErrorPattern> | null;
  /** Higher runs first. Default 0. */
  priority?: number;
  /** Not before this time; null means at once. */
  scheduledFor?: Date | null;
  /** When the last attempt ended. */
  processedAt?: Date | null;
  createdAt: Date;
  updatedAt: Date;
  referenceId?: string | null;
  referenceType?: string | null;

  /** The user who may see this task. */
  ownerId?: string | null;
  uniqueKey?: string | null;
  concurrencyKey?: string | null;
  tags?: string[];
  /** Milliseconds one attempt may run; null takes the worker's or the service's, 0 means no limit. */
  timeoutMs?: number | null;
  /** Percent done, 0 to 100, as the worker last reported it. */
  progress?: number | null;
  progressNote?: string | null;
  /** When the current or last attempt was claimed. */
  startedAt?: Date | null;
  /** When the task became terminal. */
  finishedAt?: Date | null;
  terminalReason?: TerminalReason | null;
  /** Why `result` is missing although the worker returned something. */
  resultNote?: string | null;
  snoozeCount?: number;
  /** Times that its lease ran out while it ran, or may have run. */
  crashCount?: number;
  /** Set when a running task was asked to stop. */
  cancelRequestedAt?: Date | null;
  /** The `version` of the worker that checked the data when the task was added; null when it had none. */
  workerVersion?: string | null;
  /** Times that a process handed the task back because its data did not fit the schema there, since an attempt last failed. */
  refusalCount?: number;
  /** When the first of these was. */
  refusedAt?: Date | null;
}

/** What a task is about in the application, for example `{ id: order.id, type: "Order" }`. */
export interface TaskReference {
  id: string;
  type: string;
}

/**
 * Any Prisma client or transaction client, by structure: the library works with your generated client and never imports one.
 */
export interface PrismaClientLike {
  $queryRawUnsafe<T = unknown>(query: string, ...values: unknown[]): PromiseLike<T>;
}

/** How one task is added. */
export interface AddToQueueOptions {
  /** Higher runs first; a 32-bit integer. Default 0. */
  priority?: number | undefined;
  /** Not before this time; a time in the past means now. Default: at once. */
  scheduledFor?: Date | undefined;
  /** Not before this many milliseconds from now, by the database's clock; not together with `scheduledFor`. */
  delayMs?: number | undefined;
  /** Attempts before the task fails for good, 1 to 1000. Default: the worker's, else 3. */
  maxAttempts?: number | undefined;
  /** What the task is about. A reference of type `"User"` also sets `ownerId` when that is not given. */
  reference?: TaskReference | undefined;
  /** The user who may see this task. Default: the id of a `"User"` reference, else nobody. */
  ownerId?: string | undefined;
  /** At most one unfinished task of this type has this key. Adding another answers the one there is, see `onConflict`. */
  uniqueKey?: string | undefined;
  /** What to do when `uniqueKey` is taken: answer the unfinished task (`"existing"`, the default) or throw `UniqueKeyTakenError` (`"error"`). */
  onConflict?: "existing" | "error" | undefined;
  /** At most one task with this key runs at a time, over all processes. */
  concurrencyKey?: string | undefined;
  /** Milliseconds one attempt may run; 0 means no limit. Default: the worker's, else the service's. */
  timeoutMs?: number | undefined;
  /** Words to find the task by, at most 20. */
  tags?: readonly string[] | undefined;
  /** A Prisma transaction client: the task is added in that transaction, and exists only if it commits. */
  tx?: PrismaClientLike | undefined;
}

/** One entry of `addManyToQueue`. */
export interface AddManyEntry<TType extends string = string, TData = unknown>
  extends Omit<AddToQueueOptions, "tx" | "onConflict"> {
  type: TType;
  data: TData;
}

/** What `updateInQueue` takes: some fields of a task, or a task as it was read with some of them changed. */
// biome-ignore lint/suspicious/noExplicitAny: the contract's default
export type TaskUpdate<TData = any, TResult = unknown> = Partial<Omit<QueueTask<TData, TResult>, "errorPatterns">> & {
  errorPatterns?: Record<string, unknown> | null;
};

/** What `retryFailedQueueTasks` did. */
export interface RetrySummary {
  /** False if any task failed. */
  success: boolean;
  message: string;
  processed: number;
  successful?: number;
  failed?: number;
  results?: RetryResult[];
}

/** How one task of `retryFailedQueueTasks` went. */
export interface RetryResult {
  id: string;
  type: string;
  status: QueueStatus;
  success: boolean;
  error?: string;
}
