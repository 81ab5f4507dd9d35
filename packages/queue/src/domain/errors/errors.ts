import { parseRetryAfter, readRetryAfterDate } from "../retryAfter.ts";
import { describeValue } from "./describeValue.ts";
import { summariseError } from "./summariseError.ts";

/** The errors that the library throws, and those that workers throw to steer it. Each has a `code` that never changes. */
export abstract class QueueError extends Error {
  abstract readonly code: string;
  /** True when the same call can succeed later without a change. */
  readonly retryable: boolean = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** No task has this id (any more). */
export class TaskNotFoundError extends QueueError {
  readonly code = "TASK_NOT_FOUND";
  readonly taskId: string;
  constructor(taskId: string) {
    super(
      `There is no task "${String(taskId).slice(0, 100)}". It was deleted, pruned after its retention, or never added.`,
    );
    this.taskId = taskId;
  }
}

/** The task is being processed by somebody else just now, or another one with its concurrency key is. */
export class TaskBusyError extends QueueError {
  readonly code = "TASK_BUSY";
  override readonly retryable = true;
  readonly taskId: string;
  constructor(taskId: string, why = "is being processed just now") {
    super(
      `Task "${taskId}" ${why}. Wait for it with waitForTask, or pass { skipIfProcessing: true } to get null instead of this error.`,
    );
    this.taskId = taskId;
  }
}

/** One thing that is wrong with a task's data. */
export interface TaskDataIssue {
  message: string;
  path: readonly PropertyKey[];
}

/** Data that the worker's schema refuses, or that JSON or PostgreSQL cannot hold. */
export class InvalidTaskDataError extends QueueError {
  readonly code = "INVALID_TASK_DATA";
  readonly type: string;
  readonly issues: readonly TaskDataIssue[];
  /** Position in `addManyToQueue`; undefined for a single task. */
  readonly index: number | undefined;
  constructor(type: string, issues: readonly TaskDataIssue[], index?: number) {
    const [where, effect] = index === undefined ? ["", ""] : [` at index ${index}`, " None of the tasks was added."];
    const list = issues.slice(0, 5).map((issue) => `${formatPath(issue.path)}: ${issue.message}`);
    if (issues.length > 5) list.push(`and ${issues.length - 5} more`);
    super(`The data of task ${type}${where} is not valid: ${list.join("; ")}.${effect}`);
    this.type = type;
    this.issues = issues;
    this.index = index;
  }
}

/** Reads like JavaScript: `data.user.tags[3]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    return /^[A-Za-z_$][\w$]*$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`;
  }, "data");
}

/** A change that the task's status does not allow. */
export class InvalidTransitionError extends QueueError {
  readonly code = "INVALID_TRANSITION";
  readonly taskId: string;
  readonly from: string;
  readonly to: string;
  constructor(taskId: string, from: string, to: string, advice: string) {
    super(`Task "${taskId}" is ${from} and cannot become ${to}. ${advice}`);
    this.taskId = taskId;
    this.from = from;
    this.to = to;
  }
}

/** An option has a value that it cannot have. */
export class InvalidOptionsError extends QueueError {
  readonly code = "INVALID_OPTIONS";
  readonly option: string;
  constructor(option: string, given: unknown, expected: string) {
    super(`Option "${option}" is ${describeValue(given)}; expected ${expected}.`);
    this.option = option;
  }
}

/** An unfinished task of this type has the unique key, and `onConflict` is `"error"`. */
export class UniqueKeyTakenError extends QueueError {
  readonly code = "UNIQUE_KEY_TAKEN";
  readonly uniqueKey: string;
  readonly taskId: string;
  constructor(type: string, uniqueKey: string, taskId: string) {
    super(
      `Unfinished task "${taskId}" of type ${type} has the unique key "${uniqueKey.slice(0, 100)}". Wait for it, cancel it, or use another key.`,
    );
    this.uniqueKey = uniqueKey;
    this.taskId = taskId;
  }
}

/** This process has no worker for the task's type. */
export class UnknownTaskTypeError extends QueueError {
  readonly code = "UNKNOWN_TASK_TYPE";
  readonly type: string;
  constructor(type: string, known: readonly string[]) {
    super(
      `This process has no worker for type "${type.slice(0, 128)}"; it knows ${known.length > 0 ? known.join(", ") : "none"}. Pass the worker to new QueueService(db, { workers }).`,
    );
    this.type = type;
  }
}

/** An attempt ran longer than its `timeoutMs`. */
export class TaskTimeoutError extends QueueError {
  readonly code = "TASK_TIMEOUT";
  readonly timeoutMs: number;
  constructor(timeoutMs: number) {
    super(
      `The attempt ran longer than ${timeoutMs} ms. Raise timeoutMs, or let the worker stop when context.signal aborts.`,
    );
    this.timeoutMs = timeoutMs;
  }
}

/** The database cannot be reached, or does not accept writes just now. What was added before is safe. */
export class DatabaseUnavailableError extends QueueError {
  readonly code = "DATABASE_UNAVAILABLE";
  override readonly retryable = true;
  constructor(cause: unknown) {
    const reason = summariseError(cause).split("\n").at(-1);
    super(`The database cannot be reached or does not accept writes just now (${reason}). Try again later.`, { cause });
  }
}

/** Another transaction holds a lock on what the call writes, and did not end in time. Nothing was written. */
export class LockTimeoutError extends QueueError {
  readonly code = "LOCK_TIMEOUT";
  override readonly retryable = true;
  /**
   * @param about.what - what is locked, if it is known
   * @param about.waitedMs - milliseconds that it was waited for, if they are known
   */
  constructor(cause: unknown, { what, waitedMs }: { what?: string; waitedMs?: number } = {}) {
    const locked = what ?? "a task's row, or a unique key, that this call writes";
    const limit = waitedMs === undefined ? "in time" : `within ${Math.round(waitedMs)} ms`;
    super(
      `Another transaction has locked ${locked}, and has not ended ${limit}. Nothing was written: try again, and keep transactions that add or change tasks short.`,
      { cause },
    );
  }
}

/** The task was not over in time. It goes on all the same. */
export class WaitTimeoutError extends QueueError {
  readonly code = "WAIT_TIMEOUT";
  override readonly retryable = true;
  readonly taskId: string;
  constructor(taskId: string, status: string, timeoutMs: number) {
    super(
      `Task "${taskId}" is still ${status} after ${timeoutMs} ms. It goes on; explainTask tells what it waits for.`,
    );
    this.taskId = taskId;
  }
}

/** The service was closed. */
export class QueueClosedError extends QueueError {
  readonly code = "QUEUE_CLOSED";
  constructor() {
    super("This QueueService is closed. Create a new one.");
  }
}

/** The claim is gone: its lease expired and the task was rescued, or the task was deleted. Reason of a worker's `signal`. */
export class LeaseLostError extends QueueError {
  readonly code = "LEASE_LOST";
  constructor(taskId: string) {
    super(`The lease of task "${taskId}" is lost; what this attempt returns or throws is dropped.`);
  }
}

/** The task was cancelled while it ran. Reason of a worker's `signal`. */
export class TaskCancelledError extends QueueError {
  readonly code = "TASK_CANCELLED";
  constructor(taskId: string) {
    super(`Task "${taskId}" was cancelled.`);
  }
}

/** The runner stops and its grace is over. Reason of a worker's `signal`; the attempt is given back. */
export class RunnerStoppedError extends QueueError {
  readonly code = "RUNNER_STOPPED";
  constructor() {
    super("The runner stops; the task is released and starts again elsewhere.");
  }
}

/** The storage has no file of this key (any more). */
export class FileNotFoundError extends QueueError {
  readonly code = "FILE_NOT_FOUND";
  readonly key: string;
  constructor(key: string, options?: ErrorOptions) {
    super(`There is no file "${key.slice(0, 200)}" in the storage. It was deleted, or never uploaded.`, options);
    this.key = key;
  }
}

/** A text that cannot be a storage key. */
export class InvalidStorageKeyError extends QueueError {
  readonly code = "INVALID_STORAGE_KEY";
  readonly key: string;
  constructor(key: string, reason: string) {
    super(`${JSON.stringify(key.slice(0, 200))} is not a storage key: ${reason}.`);
    this.key = key;
  }
}

// ── Thrown by workers ────────────────────────────────────────────────────────────────────────────────────────────────

/** Throw it when a provider answers "too many requests": the provider cools down for everybody, and no attempt is used. */
export class RateLimitError extends QueueError {
  readonly code = "RATE_LIMITED";
  readonly provider: string;
  /** Seconds, as given; of a date, those that were left by this process's clock. Undefined means 60. */
  readonly retryAfterSeconds: number | undefined;
  /** The date, if one was given: what counts is how far it is away by the database's clock. */
  readonly retryAfterDate: Date | undefined;
  /**
   * @param provider - name of the service, as in the worker's `providers`
   * @param retryAfterSeconds - seconds to wait: a number, or the text of a Retry-After header (seconds or HTTP date).
   *   Clamped to 1 s … 24 h; a negative number, a date that is over, and what cannot be read count as 60 s.
   */
  constructor(provider: string, retryAfterSeconds?: number | string | undefined, options?: ErrorOptions) {
    super(`${provider} is rate limited.`, options);
    this.provider = provider;
    this.retryAfterSeconds = parseRetryAfter(retryAfterSeconds);
    this.retryAfterDate = readRetryAfterDate(retryAfterSeconds);
  }
}

/** Throw it when a provider fails: the next attempt uses another of the worker's providers. */
export class ProviderError extends QueueError {
  readonly code = "PROVIDER_FAILED";
  readonly provider: string;
  constructor(provider: string, cause?: unknown) {
    super(`${provider} failed${cause === undefined || cause === null ? "" : `: ${summariseError(cause)}`}`, { cause });
    this.provider = provider;
  }
}

/** Throw it when no further attempt can help: the task fails for good at once. */
export class UnrecoverableError extends QueueError {
  readonly code = "UNRECOVERABLE";
}

/** Throw it to put the task off without using an attempt. */
export class SnoozeError extends QueueError {
  readonly code = "SNOOZED";
  readonly delayMs: number;
  /** @param delayMs - milliseconds until the task is due again, 0 to 365 days */
  constructor(delayMs: number, message = "The task is put off.") {
    super(message);
    this.delayMs = delayMs;
  }
}
