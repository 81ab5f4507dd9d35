import { parseRetryAfter, readRetryAfterDate } from "../retryAfter.ts";
import { suggestName } from "../suggestName.ts";
import { describeValue } from "./describeValue.ts";
import { summariseError } from "./summariseError.ts";

/**
 * The errors that the library throws, and the errors that workers throw to control retries. Each class has a `code` that
 * never changes. The message says what is wrong, why, and what to do next.
 */
export abstract class QueueError extends Error {
  abstract readonly code: string;
  /** True when the same call can succeed later without a change. */
  readonly retryable: boolean = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    // Each class states its name, because a bundler that minifies would shorten it.
    this.name = new.target.name;
  }
}

/** No task has this id: it was never added, or it was removed. */
export class TaskNotFoundError extends QueueError {
  static override readonly name: string = "TaskNotFoundError";
  readonly code = "TASK_NOT_FOUND";
  readonly taskId: string;
  /** @param other - the type of the task, and the type that the caller expected */
  constructor(taskId: string, other?: { type: string; expected: string }) {
    const id = String(taskId).slice(0, 100);
    super(
      other
        ? `There is no task "${id}" of the type ${describeValue(other.expected)}: its type is ${other.type}. Pass that type, or the id of another task.`
        : `There is no task "${id}". It was deleted, removed after its retention, or never added.`,
    );
    this.taskId = taskId;
  }
}

/** The task is running, another task with its `concurrencyKey` is running, or the task changed several times during the call. */
export class TaskBusyError extends QueueError {
  static override readonly name: string = "TaskBusyError";
  readonly code = "TASK_BUSY";
  override readonly retryable = true;
  readonly taskId: string;
  /** @param problem - the rest of the sentence after the task, and what this caller can do */
  constructor(taskId: string, problem: string) {
    super(`Task "${taskId}" ${problem}`);
    this.taskId = taskId;
  }
}

/** One problem of a task's data. */
export interface TaskDataIssue {
  message: string;
  path: readonly PropertyKey[];
}

/** The data does not match the worker's schema, or JSON or PostgreSQL cannot store it. */
export class InvalidTaskDataError extends QueueError {
  static override readonly name: string = "InvalidTaskDataError";
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

/** Writes a path as JavaScript does: `data.user.tags[3]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    return /^[A-Za-z_$][\w$]*$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`;
  }, "data");
}

/**
 * A task had not begun within its `startWithinMs` after its due time. The event `exhausted` has this error. `next()` throws it to
 * middleware that has waited too long.
 */
export class TaskExpiredError extends QueueError {
  static override readonly name: string = "TaskExpiredError";
  readonly code = "TASK_EXPIRED";
  readonly taskId: string;
  readonly startWithinMs: number;
  constructor(taskId: string, startWithinMs: number) {
    super(
      `Task "${taskId}" had not begun within ${startWithinMs} ms after its due time. Call retryTask to give it this time again from now on.`,
    );
    this.taskId = taskId;
    this.startWithinMs = startWithinMs;
  }
}

/** The task's status does not allow this change. */
export class InvalidTransitionError extends QueueError {
  static override readonly name: string = "InvalidTransitionError";
  readonly code = "INVALID_TRANSITION";
  readonly taskId: string;
  readonly from: string;
  readonly to: string;
  /** @param reason - why this status does not allow it, and what the caller can do instead */
  constructor(taskId: string, from: string, to: string, reason: string) {
    super(`Task "${taskId}" is ${from}: ${reason}`);
    this.taskId = taskId;
    this.from = from;
    this.to = to;
  }
}

/** An option does not exist, or has a value that is not allowed. */
export class InvalidOptionsError extends QueueError {
  static override readonly name: string = "InvalidOptionsError";
  readonly code = "INVALID_OPTIONS";
  readonly option: string;
  constructor(option: string, message: string);
  constructor(option: string, given: unknown, expected: string);
  constructor(option: string, given: unknown, expected?: string) {
    super(
      expected === undefined ? String(given) : `Option "${option}" is ${describeValue(given)}; expected ${expected}.`,
    );
    this.option = option;
  }
}

/**
 * Another unfinished task of this type has the unique key. Thrown by an add with `onConflict: "error"`, by `retryTask` and by
 * `updateInQueue`.
 */
export class UniqueKeyTakenError extends QueueError {
  static override readonly name: string = "UniqueKeyTakenError";
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
  static override readonly name: string = "UnknownTaskTypeError";
  readonly code = "UNKNOWN_TASK_TYPE";
  readonly type: string;
  constructor(type: string, known: readonly string[]) {
    const meant = suggestName(type.slice(0, 128), known);
    const registered = known.length > 0 ? `its types are ${known.join(", ")}` : "no workers are registered";
    super(
      `This process has no worker for type "${type.slice(0, 128)}"; ${registered}.${meant ? ` Did you mean ${meant}?` : ""} Pass the worker to new QueueService(db, { workers }).`,
    );
    this.type = type;
  }
}

/** An attempt ran longer than its `timeoutMs`. Reason of a worker's `signal`. */
export class TaskTimeoutError extends QueueError {
  static override readonly name: string = "TaskTimeoutError";
  readonly code = "TASK_TIMEOUT";
  readonly timeoutMs: number;
  constructor(timeoutMs: number) {
    super(
      `The attempt ran longer than ${timeoutMs} ms. Raise timeoutMs, or let the worker stop when context.signal aborts.`,
    );
    this.timeoutMs = timeoutMs;
  }
}

/** The database is unreachable or does not accept writes. Tasks that were added before are safe. */
export class DatabaseUnavailableError extends QueueError {
  static override readonly name: string = "DatabaseUnavailableError";
  readonly code = "DATABASE_UNAVAILABLE";
  override readonly retryable = true;
  /** @param advice - what this caller can do */
  constructor(cause: unknown, advice = "Retry later.") {
    const reason = summariseError(cause).split("\n").at(-1);
    super(`The database is unreachable or read-only (${reason}). ${advice}`, { cause });
  }
}

/**
 * Another transaction holds a lock on a row or a key that the call writes, and did not end in time. Nothing was written, unless
 * `retryable` is false: then a part of the batch was added.
 */
export class LockTimeoutError extends QueueError {
  static override readonly name: string = "LockTimeoutError";
  readonly code = "LOCK_TIMEOUT";
  /** False in one case: a batch was added in part, so that repeating it would add those tasks again. */
  override readonly retryable: boolean;
  /**
   * @param about.what - the row or key that is locked, if it is known
   * @param about.waitedMs - milliseconds that the call waited, if they are known
   * @param about.added - tasks of the same call that were added before the key was found locked; default 0
   */
  constructor(
    cause: unknown,
    {
      what,
      waitedMs,
      added = 0,
    }: { what?: string | undefined; waitedMs?: number | undefined; added?: number | undefined } = {},
  ) {
    const locked = what ?? "a task's row, or a unique key, that this call writes";
    const limit = waitedMs === undefined ? "in time" : `within ${Math.round(waitedMs)} ms`;
    const written =
      added === 0
        ? "Nothing was written. Retry, and keep"
        : `${added} other tasks of this call were added before. Add the rest again, and keep`;
    super(
      `Another transaction has locked ${locked}, and did not end ${limit}. ${written} transactions that add or change tasks short.`,
      { cause },
    );
    this.retryable = added === 0;
  }
}

/** The task did not finish within the `timeoutMs` of `waitForTask`. The task continues. */
export class WaitTimeoutError extends QueueError {
  static override readonly name: string = "WaitTimeoutError";
  readonly code = "WAIT_TIMEOUT";
  override readonly retryable = true;
  readonly taskId: string;
  constructor(taskId: string, status: string, timeoutMs: number) {
    super(
      `Task "${taskId}" is still ${status} after ${timeoutMs} ms. It continues; call explainTask to see what it waits for, or wait again.`,
    );
    this.taskId = taskId;
  }
}

/** The service was closed. */
export class QueueClosedError extends QueueError {
  static override readonly name: string = "QueueClosedError";
  readonly code = "QUEUE_CLOSED";
  constructor() {
    super("This QueueService is closed. Create a new one.");
  }
}

/**
 * The attempt no longer holds the lease: it expired and the task was rescued, or the task was deleted. Reason of a worker's
 * `signal`.
 */
export class LeaseLostError extends QueueError {
  static override readonly name: string = "LeaseLostError";
  readonly code = "LEASE_LOST";
  constructor(taskId: string) {
    super(
      `This attempt no longer holds the lease on task "${taskId}": the lease expired, or the task was deleted. Its result is discarded. If this repeats, check whether the worker blocks the event loop for longer than leaseMs.`,
    );
  }
}

/** The task was cancelled while it ran. Reason of a worker's `signal`. */
export class TaskCancelledError extends QueueError {
  static override readonly name: string = "TaskCancelledError";
  readonly code = "TASK_CANCELLED";
  constructor(taskId: string) {
    super(`Task "${taskId}" was cancelled.`);
  }
}

/** The runner is stopping, and its grace period has passed. Reason of a worker's `signal`. The runner releases the task. */
export class RunnerStoppedError extends QueueError {
  static override readonly name: string = "RunnerStoppedError";
  readonly code = "RUNNER_STOPPED";
  constructor() {
    super("The runner is stopping. The task is released, and the next attempt can start in another process.");
  }
}

// ── Thrown by workers ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Throw it when a provider responds "too many requests". It starts a cooldown of the provider in every process, and the
 * attempt is not used.
 */
export class RateLimitError extends QueueError {
  static override readonly name: string = "RateLimitError";
  readonly code = "RATE_LIMITED";
  readonly provider: string;
  /** The given seconds. For a date, the seconds until then by this process's clock. Undefined means 60. */
  readonly retryAfterSeconds: number | undefined;
  /** The date, if one was given. The cooldown ends at this date by the database's clock. */
  readonly retryAfterDate: Date | undefined;
  /**
   * @param provider - name of the service, as in the worker's `providers`
   * @param retryAfterSeconds - seconds to wait: a number, or the value of a Retry-After header (seconds or HTTP date). At least
   *   1 s and at most 24 h are used. Default 60 s, also for a negative number, a date in the past, or an unreadable value
   */
  constructor(provider: string, retryAfterSeconds?: number | string | undefined, options?: ErrorOptions) {
    super(`${provider} is rate-limited.`, options);
    this.provider = provider;
    this.retryAfterSeconds = parseRetryAfter(retryAfterSeconds);
    this.retryAfterDate = readRetryAfterDate(retryAfterSeconds);
  }
}

/** Throw it when a provider fails. It uses an attempt; the next attempt uses another of the worker's providers. */
export class ProviderError extends QueueError {
  static override readonly name: string = "ProviderError";
  readonly code = "PROVIDER_FAILED";
  readonly provider: string;
  constructor(provider: string, cause?: unknown) {
    super(`${provider} failed${cause === undefined || cause === null ? "" : `: ${summariseError(cause)}`}`, { cause });
    this.provider = provider;
  }
}

/** Throw it when no further attempt can help: the task fails permanently, without further attempts. */
export class UnrecoverableError extends QueueError {
  static override readonly name: string = "UnrecoverableError";
  readonly code = "UNRECOVERABLE";
}

/** Throw it to snooze the task: it runs again later, and the attempt is not used. */
export class SnoozeError extends QueueError {
  static override readonly name: string = "SnoozeError";
  readonly code = "SNOOZED";
  readonly delayMs: number;
  /** @param delayMs - milliseconds until the task is due again, 0 to 365 days */
  constructor(delayMs: number, message = "The task is snoozed.") {
    super(message);
    this.delayMs = delayMs;
  }
}
