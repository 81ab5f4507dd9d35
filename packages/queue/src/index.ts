export { describeError, type ErrorDescription } from "./describeError.ts";
export {
  DatabaseRefusedError,
  QueueSchemaError,
  type Refusal,
  type SchemaPlace,
  TaskReferencedError,
  TransactionConflictError,
} from "./driverErrors.ts";
export type { TaskErrorPattern } from "./errorPatterns.ts";
export * from "./errors.ts";
export type { QueueEventName, QueueEvents, TaskEvent } from "./events.ts";
export { isQueueError, type QueueErrorCode, type QueueErrorOf } from "./isQueueError.ts";
export type { Jsonified } from "./Jsonified.ts";
export type { Logger } from "./logger.ts";
export type { TaskExplanation, WaitReason } from "./operations/explainTask.ts";
export type { RetryFailedOptions } from "./operations/retryDueTasks.ts";
export type { WaitOptions } from "./operations/waitForTask.ts";
export type { QueueServiceOptions, StartOptions } from "./options.ts";
export { QueueService } from "./QueueService.ts";
export type { ErrorCause } from "./readErrorChain.ts";
export { redactText } from "./redactText.ts";
export { parseRetryAfter } from "./retryAfter.ts";
export type { Backoff, BackoffSettings } from "./retryPolicy.ts";
export type { QueueRunner, RunnerStats } from "./runner/QueueRunner.ts";
export type { StandardSchemaV1 } from "./standardSchema.ts";
export type {
  AddManyEntry,
  AddToQueueOptions,
  PrismaClientLike,
  QueueStatus,
  QueueTask,
  RetryResult,
  RetrySummary,
  TaskReference,
  TaskUpdate,
  TerminalReason,
} from "./types.ts";
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
export * from "./workers/index.ts";
