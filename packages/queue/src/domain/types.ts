import type { TaskErrorPattern } from "./errors/errorPatterns.ts";
import type { Register } from "./Register.ts";

/**
 * The status of a task. A `PENDING` task waits. A `FAILED` task waits too, after a failed attempt. A `PROCESSING` task is claimed or
 * runs. `COMPLETED`, `CANCELLED` and `MAX_RETRIES_REACHED` (failed permanently, see {@link TerminalReason}) are finished.
 */
export type QueueStatus = "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED" | "MAX_RETRIES_REACHED" | "CANCELLED";

/**
 * Why a task finished without success:
 * - `EXHAUSTED`: its last attempt threw an error.
 * - `TIMEOUT`: its last attempt ran longer than `timeoutMs`.
 * - `LEASE_EXPIRED`: the process of its last attempt died or lost contact.
 * - `UNRECOVERABLE`: its worker threw `UnrecoverableError`, or processes refused its data for too long.
 * - `RATE_LIMITED`: its worker threw `RateLimitError` after the task had been snoozed 1,000 times, for any reason.
 * - `EXPIRED`: it had not begun within `startWithinMs` after its due time.
 * - `CANCELLED`: it was cancelled.
 */
export type TerminalReason =
  | "EXHAUSTED"
  | "UNRECOVERABLE"
  | "TIMEOUT"
  | "LEASE_EXPIRED"
  | "RATE_LIMITED"
  | "EXPIRED"
  | "CANCELLED";

/** A small JSON object beside a task's data, for example `{ tenant: "acme", traceparent: "00-…" }`. */
export type TaskMeta = Record<string, unknown>;

/** A task: one row of `QueueTask` without its lease columns. */
// biome-ignore lint/suspicious/noExplicitAny: the contract's default, so that an untyped task's data can be read without a cast
export interface QueueTask<TData = any, TResult = unknown> {
  id: string;
  type: string;
  data: TData;
  /** The worker's return value as JSON. Absent until the task is completed, and if the worker returned `undefined`. */
  result?: TResult;
  status: QueueStatus;
  /** Number of attempts used; 0 before the first. */
  attempts: number;
  maxAttempts: number;
  /** Providers that failed for this task. The next attempt skips them. */
  failedProviders: string[];
  errorMessage?: string | null;
  /** Failures by fingerprint; see {@link TaskErrorPattern}. */
  errorPatterns?: Record<string, TaskErrorPattern> | null;
  /** Tasks with a higher priority run first. Default 0. */
  priority?: number;
  /** The task does not start before this time; null means that it is due. */
  scheduledFor?: Date | null;
  /** When the latest attempt ended. */
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
  /** Milliseconds that one attempt may run. Null means the worker's value, else the service's; 0 means no timeout. */
  timeoutMs?: number | null;
  /** Percent done, 0 to 100, as last reported by the worker. */
  progress?: number | null;
  progressNote?: string | null;
  /** When the current or latest attempt was claimed. */
  startedAt?: Date | null;
  /** When the task finished. */
  finishedAt?: Date | null;
  terminalReason?: TerminalReason | null;
  /** Why `result` is missing although the worker returned a value. */
  resultNote?: string | null;
  snoozeCount?: number;
  /** How often its lease expired while it was running or may have been running. */
  crashCount?: number;
  /** When the task was cancelled; null if it was not. A running task becomes `CANCELLED` later, when its worker returns. */
  cancelRequestedAt?: Date | null;
  /** The `version` of the worker that checked the data when the task was added; null when it had none. */
  workerVersion?: string | null;
  /** How often a process released the task because its data did not match the worker's schema, since the latest failed or snoozed attempt. */
  refusalCount?: number;
  /** When a process first refused the data since the latest failed or snoozed attempt; null if none did. */
  refusedAt?: Date | null;
  /** The JSON object that was passed when the task was added; null if there was none. */
  meta?: TaskMeta | null;
  /** Milliseconds after its due time within which the task must begin; null means no limit. */
  startWithinMs?: number | null;
  /**
   * When the task expires if it has not begun by then. Null without `startWithinMs`, and once an attempt has failed, or was snoozed
   * or released after its worker was called. Other tasks keep it, also finished ones.
   */
  startBy?: Date | null;
  /** The schedule that added the task. */
  scheduleName?: string | null;
  /** The slot for which the schedule added it; null for a run by hand. */
  scheduledSlot?: Date | null;
}

/** The application record that a task belongs to, for example `{ id: order.id, type: "Order" }`. */
export interface TaskReference {
  id: string;
  type: string;
}

/**
 * Any Prisma client or transaction client. The library uses your generated client and never imports one.
 */
export interface PrismaClientLike {
  $queryRawUnsafe<T = unknown>(query: string, ...values: unknown[]): PromiseLike<T>;
}

/**
 * A Prisma transaction client: the argument in `db.$transaction(async (tx) => …)`. If {@link Register} names your client, it is
 * the one of that client. The client itself is a compile error, because it is in no transaction.
 */
export type TransactionClient = TransactionOf<Register> & { readonly $connect?: never };

type TransactionOf<TRegister> = TRegister extends {
  db: { $transaction(run: (tx: infer TClient extends PrismaClientLike) => PromiseLike<unknown>): unknown };
}
  ? TClient
  : PrismaClientLike;

/** Options of `addToQueue`. All optional. */
export interface AddToQueueOptions {
  /** Tasks with a higher priority run first; a 32-bit integer. Default 0. */
  priority?: number | undefined;
  /** The task does not start before this time; a time in the past means now. Default: now. */
  scheduledFor?: Date | undefined;
  /** The task does not start before this many milliseconds from now, by the database's clock. Not together with `scheduledFor`. */
  delayMs?: number | undefined;
  /** Attempts before the task fails permanently, 1 to 1,000. Default: the worker's, else 3. */
  maxAttempts?: number | undefined;
  /** The application record that the task belongs to. The type `"User"` also sets `ownerId`, if that is not given. */
  reference?: TaskReference | undefined;
  /** The user who may see this task. Default: the id of a `"User"` reference, else none. */
  ownerId?: string | undefined;
  /**
   * At most one unfinished task of a type has this key. A second add returns the existing task, see `onConflict`. The key is free
   * again when the task finishes, so `uniqueKey` is not an idempotency key.
   */
  uniqueKey?: string | undefined;
  /** If `uniqueKey` is taken, `"existing"` (the default) returns the unfinished task and `"error"` throws `UniqueKeyTakenError`. */
  onConflict?: "existing" | "error" | undefined;
  /** At most one task with this key runs at a time, across all processes. */
  concurrencyKey?: string | undefined;
  /** Milliseconds that one attempt may run; 0 means no timeout. Default: the worker's, else the service's. */
  timeoutMs?: number | undefined;
  /** Tags to find the task by, at most 20. Default: none. */
  tags?: readonly string[] | undefined;
  /**
   * A JSON object beside the data, at most 8 KiB, for example a tenant or a trace context. Middleware and events see it. A task
   * that a worker adds does not inherit it. Default: none.
   */
  meta?: TaskMeta | undefined;
  /**
   * Milliseconds after its due time within which the task must begin, 1 to 2,147,483,647. Otherwise it fails permanently
   * (`EXPIRED`). Default: the worker's, else no limit.
   */
  startWithinMs?: number | undefined;
  /** A Prisma transaction client. The task is added in this transaction. Default: none; the add commits on its own. */
  tx?: TransactionClient | undefined;
}

/** One entry of `addManyToQueue`. */
export interface AddManyEntry<TType extends string = string, TData = unknown>
  extends Omit<AddToQueueOptions, "tx" | "onConflict"> {
  type: TType;
  data: TData;
}

/** The changes for `updateInQueue`: some fields of a task, or a task that you read with some fields changed. */
// biome-ignore lint/suspicious/noExplicitAny: the contract's default
export type TaskUpdate<TData = any, TResult = unknown> = {
  [TField in keyof Omit<QueueTask<TData, TResult>, "errorPatterns">]?: QueueTask<TData, TResult>[TField] | undefined;
} & { errorPatterns?: Record<string, unknown> | null | undefined };

/** The result of `retryFailedQueueTasks`. */
export interface RetrySummary {
  /** False if any task did not complete. */
  success: boolean;
  message: string;
  processed: number;
  successful?: number;
  failed?: number;
  results?: RetryResult[];
}

/** The result of one task in `retryFailedQueueTasks`. */
export interface RetryResult {
  id: string;
  type: string;
  status: QueueStatus;
  success: boolean;
  error?: string;
}
