import {
  DatabaseRefusedError,
  QueueSchemaError,
  TaskReferencedError,
  TransactionConflictError,
} from "./driverErrors.ts";
import {
  DatabaseUnavailableError,
  InvalidOptionsError,
  InvalidTaskDataError,
  InvalidTransitionError,
  LeaseLostError,
  LockTimeoutError,
  ProviderError,
  QueueClosedError,
  RateLimitError,
  RunnerStoppedError,
  SnoozeError,
  TaskBusyError,
  TaskCancelledError,
  TaskExpiredError,
  TaskNotFoundError,
  TaskTimeoutError,
  UniqueKeyTakenError,
  UnknownTaskTypeError,
  UnrecoverableError,
  WaitTimeoutError,
} from "./errors.ts";
import { isError } from "./readErrorChain.ts";
import { ScheduleDeclaredError, ScheduleNotFoundError } from "./scheduleErrors.ts";
import { FileNotFoundError, InvalidStorageKeyError } from "./storageErrors.ts";

type FieldType = "string" | "number" | "boolean" | "object";

/** The class of each code, and the fields that identify an error with that code from another copy of the package. */
const known = {
  TASK_NOT_FOUND: [TaskNotFoundError, { taskId: "string" }],
  TASK_BUSY: [TaskBusyError, { taskId: "string" }],
  INVALID_TASK_DATA: [InvalidTaskDataError, { type: "string", issues: "object" }],
  INVALID_TRANSITION: [InvalidTransitionError, { taskId: "string" }],
  INVALID_OPTIONS: [InvalidOptionsError, { option: "string" }],
  UNIQUE_KEY_TAKEN: [UniqueKeyTakenError, { uniqueKey: "string" }],
  SCHEDULE_NOT_FOUND: [ScheduleNotFoundError, { scheduleName: "string" }],
  SCHEDULE_DECLARED: [ScheduleDeclaredError, { scheduleName: "string" }],
  UNKNOWN_TASK_TYPE: [UnknownTaskTypeError, { type: "string" }],
  TASK_EXPIRED: [TaskExpiredError, { taskId: "string", startWithinMs: "number" }],
  TASK_TIMEOUT: [TaskTimeoutError, { timeoutMs: "number" }],
  DATABASE_UNAVAILABLE: [DatabaseUnavailableError, {}],
  DATABASE_REFUSED: [DatabaseRefusedError, { sqlState: "string" }],
  SCHEMA_MISMATCH: [QueueSchemaError, {}],
  LOCK_TIMEOUT: [LockTimeoutError, {}],
  TASK_REFERENCED: [TaskReferencedError, { taskId: "string" }],
  /** Prisma's own errors also have this code. */
  P2034: [TransactionConflictError, { retryable: "boolean" }],
  WAIT_TIMEOUT: [WaitTimeoutError, { taskId: "string" }],
  QUEUE_CLOSED: [QueueClosedError, {}],
  LEASE_LOST: [LeaseLostError, {}],
  TASK_CANCELLED: [TaskCancelledError, {}],
  RUNNER_STOPPED: [RunnerStoppedError, {}],
  FILE_NOT_FOUND: [FileNotFoundError, { key: "string" }],
  INVALID_STORAGE_KEY: [InvalidStorageKeyError, { key: "string" }],
  RATE_LIMITED: [RateLimitError, { provider: "string" }],
  PROVIDER_FAILED: [ProviderError, { provider: "string" }],
  UNRECOVERABLE: [UnrecoverableError, {}],
  SNOOZED: [SnoozeError, { delayMs: "number" }],
} as const satisfies Record<string, readonly [new (...args: never[]) => Error, Record<string, FieldType>]>;

/** The `code` of an error of this library. */
export type QueueErrorCode = keyof typeof known;

/** The error that has a code. */
export type QueueErrorOf<TCode extends QueueErrorCode> = InstanceType<(typeof known)[TCode][0]>;

/**
 * Returns whether this is an error of this library with one of the codes; without codes, with any code. Unlike `instanceof`, it
 * recognises the errors of a second copy of the package (two versions, a bundle). Never throws.
 */
export function isQueueError<TCode extends QueueErrorCode = QueueErrorCode>(
  error: unknown,
  ...codes: readonly TCode[]
): error is QueueErrorOf<TCode> {
  if (typeof error !== "object" || error === null) return false;
  const wanted: readonly QueueErrorCode[] = codes.length > 0 ? codes : (Object.keys(known) as QueueErrorCode[]);
  try {
    return wanted.some((code) => error instanceof known[code][0]) || isOfAnotherCopy(error, wanted);
  } catch {
    return false; // a proxy whose traps throw
  }
}

function isOfAnotherCopy(error: object, codes: readonly QueueErrorCode[]): boolean {
  if (!isError(error)) return false;
  const fields = error as unknown as Record<string, unknown>;
  const code = codes.find((candidate) => candidate === fields.code);
  return code !== undefined && Object.entries(known[code][1]).every(([name, type]) => typeof fields[name] === type);
}
