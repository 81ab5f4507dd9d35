export { isUnavailableError as isDatabaseUnavailable } from "./database/databaseErrors.ts";
export { describeError, type ErrorDescription } from "./domain/errors/describeError.ts";
export {
  DatabaseRefusedError,
  QueueSchemaError,
  TaskReferencedError,
  TransactionConflictError,
} from "./domain/errors/driverErrors.ts";
export type { TaskErrorPattern } from "./domain/errors/errorPatterns.ts";
export {
  DatabaseUnavailableError,
  InvalidOptionsError,
  InvalidTaskDataError,
  InvalidTransitionError,
  LeaseLostError,
  LockTimeoutError,
  ProviderError,
  QueueClosedError,
  QueueError,
  RateLimitError,
  RunnerStoppedError,
  SnoozeError,
  TaskBusyError,
  TaskCancelledError,
  type TaskDataIssue,
  TaskExpiredError,
  TaskNotFoundError,
  TaskTimeoutError,
  UniqueKeyTakenError,
  UnknownTaskTypeError,
  UnrecoverableError,
  WaitTimeoutError,
} from "./domain/errors/errors.ts";
export { isQueueError, type QueueErrorCode, type QueueErrorOf } from "./domain/errors/isQueueError.ts";
export type { ErrorCause } from "./domain/errors/readErrorChain.ts";
export { redactText } from "./domain/errors/redactText.ts";
export { ScheduleDeclaredError, ScheduleNotFoundError } from "./domain/errors/scheduleErrors.ts";
export { FileNotFoundError, InvalidStorageKeyError } from "./domain/errors/storageErrors.ts";
export type { EndedAttemptEvent, QueueEventName, QueueEvents, TaskEvent } from "./domain/events.ts";
export type { Jsonified, NotJson } from "./domain/json/Jsonified.ts";
export type { Logger } from "./domain/logger.ts";
export type { Register } from "./domain/Register.ts";
export type { Backoff, BackoffSettings } from "./domain/retryPolicy.ts";
export type {
  MissedPolicy,
  OverlapPolicy,
  ScheduledTaskOptions,
  ScheduleSpec,
  ScheduleTimes,
  SlotOutcome,
} from "./domain/schedules.ts";
export type { StandardSchemaV1 } from "./domain/standardSchema.ts";
export type {
  AddManyEntry,
  AddToQueueOptions,
  PrismaClientLike,
  QueueStatus,
  QueueTask,
  RetryResult,
  RetrySummary,
  TaskMeta,
  TaskReference,
  TaskUpdate,
  TerminalReason,
  TransactionClient,
} from "./domain/types.ts";
export type { BulkOptions, BulkSummary } from "./managing/changeMany.ts";
export type { TaskExplanation, WaitReason } from "./managing/explainTask.ts";
export type { ReadOptions } from "./managing/readQueueTask.ts";
export type { RetryFailedOptions } from "./managing/retryDueTasks.ts";
export type { WaitOptions } from "./managing/waitForTask.ts";
export { QueueService } from "./QueueService.ts";
export type { TaskAttempt } from "./querying/readAttempts.ts";
export type { TaskLogLine } from "./querying/readLogs.ts";
export type { Page, PageOptions, TaskFilter } from "./querying/TaskFilter.ts";
export type { QueueRunner, RunnerStats } from "./running/QueueRunner.ts";
export type { BackfillPeriod, BackfillSummary } from "./schedules/backfill.ts";
export type { QueueSchedules, ScheduleCallOptions } from "./schedules/QueueSchedules.ts";
export type { Schedule, ScheduleSlot } from "./schedules/Schedule.ts";
export type { ActorOptions } from "./settings/actor.ts";
export type { AuditEntry } from "./settings/audit.ts";
export type { Pause, PauseOptions } from "./settings/pauses.ts";
export type { QueueServiceOptions, ScheduleDeclarations, StartOptions } from "./validation/options.ts";
export {
  defineWorker,
  defineWorkers,
  type LogLevel,
  type TaskData,
  type TaskInput,
  type TaskResult,
  type Worker,
  type WorkerContext,
  type WorkerOptions,
  type Workers,
} from "./workers/defineWorker.ts";
export type { Middleware } from "./workers/Middleware.ts";
export type { RegisteredTask, RegisteredWorkers } from "./workers/registered.ts";
export type { ScheduleSpecOf, SchedulesOf } from "./workers/scheduleTyping.ts";
export type { EntriesOf, ListedType, TaskOf, TasksOf, UnlistedType } from "./workers/taskTyping.ts";
