import type { Jsonified } from "../domain/json/Jsonified.ts";
import type { ReadableInput } from "../domain/json/ReadableInput.ts";
import type { Backoff } from "../domain/retryPolicy.ts";
import type { StandardSchemaV1 } from "../domain/standardSchema.ts";
import type { QueueTask } from "../domain/types.ts";
import type { RegisteredTask } from "./registered.ts";
import type { InputOf } from "./taskInput.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** The second argument of a worker's `run`. */
export interface WorkerContext {
  /** A copy of the task at the time of the claim. Changing the copy has no effect. */
  readonly task: QueueTask<unknown>;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /**
   * Aborts when the attempt times out, the task is cancelled, its lease is lost, or the runner stops. `signal.reason` is a
   * `TaskTimeoutError`, `TaskCancelledError`, `LeaseLostError` or `RunnerStoppedError`; after `handleRateLimitError`, a
   * `RateLimitError`.
   */
  readonly signal: AbortSignal;
  /**
   * The provider to call in this attempt: the first one of the worker's `providers` that is available and has not failed for this
   * task; null if the worker declares none.
   */
  readonly provider: string | null;
  /** The worker's providers in order of preference. */
  readonly providers: readonly string[];
  /** The same string in every attempt of this task. Pass it to APIs that support idempotency keys. */
  readonly idempotencyKey: string;
  /** Reports percent done, 0 to 100, with a note of up to 500 characters. Only the last report of 200 ms is written. */
  progress(percent: number, note?: string): void;
  /** Writes a line to the task's log. Lines are written in batches. The log keeps at most 1,000 lines per attempt. */
  log(level: LogLevel, message: string, fields?: Record<string, unknown>): void;
  /** Adds a task as `QueueService.addToQueue` does. Default for `ownerId`: the owner of this task. */
  addToQueue(...task: RegisteredTask): Promise<QueueTask<unknown>>;
}

/** Defines how tasks of one type run. */
export interface WorkerOptions<TSchema extends StandardSchemaV1 | undefined, TResult> {
  /**
   * Schema of the data (zod, or any other library that implements Standard Schema). The stored JSON is checked when a task is
   * added and again when it runs. `run` receives the schema's output. Default: none; any JSON is accepted.
   */
  input?: TSchema | undefined;
  /**
   * Version of the schema, 1 to 512 characters, stored with each added task. If a task's data does not match the schema, the
   * process releases the task for a process with another version. If the task was added with the same version, it fails
   * permanently at once. Default: none; processes release the task until `refusalLimitMs` has passed.
   */
  version?: string | undefined;
  /**
   * Does the work. The return value, as JSON, becomes the task's result; `undefined` means no result. If it throws, the attempt
   * fails, unless it throws `SnoozeError` or `RateLimitError`.
   */
  run: (data: WorkerOutput<TSchema>, context: WorkerContext) => Promise<TResult> | TResult;
  /** Attempts before a task fails permanently, if the task does not set its own. Default 3. */
  maxAttempts?: number | undefined;
  /** Delay between attempts. Default: the service's. */
  backoff?: Backoff | undefined;
  /** Milliseconds that one attempt may run; 0 means no timeout. Default: the service's, 300,000 (5 min). */
  timeoutMs?: number | undefined;
  /**
   * Milliseconds after its due time within which a task must begin, 1 to 2,147,483,647. Otherwise it fails permanently
   * (`EXPIRED`). Default: no limit.
   */
  startWithinMs?: number | undefined;
  /**
   * Maximum number of tasks of this type that run at the same time in one `QueueService`, across its runners. Tasks of
   * `processJob` are not counted. Default: the runner's `concurrency`.
   */
  concurrency?: number | undefined;
  /** External services that this worker can use, in order of preference. `context.provider` is the one to use. Default: none. */
  providers?: readonly string[] | undefined;
}

export type WorkerOutput<TSchema> = TSchema extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<TSchema> : unknown;
export type WorkerInput<TSchema> = TSchema extends StandardSchemaV1 ? StandardSchemaV1.InferInput<TSchema> : unknown;

/** A worker, as `defineWorker` returns it. */
export interface Worker<TInput = unknown, TResult = unknown>
  extends Omit<WorkerOptions<StandardSchemaV1 | undefined, TResult>, "run"> {
  // biome-ignore lint/suspicious/noExplicitAny: a registry has workers with different data; each is checked at its definition
  run: (data: any, context: WorkerContext) => Promise<TResult> | TResult;
  /** Only for the compiler: the data with which a task of this worker is added. */
  readonly "~input"?: TInput;
}

/** The workers of a service, by task type. */
export type Workers = Readonly<Record<string, Worker>>;

/** The data with which a task of type `TType` is added: the input of its worker's schema. */
export type TaskInput<TWorkers extends Workers, TType extends string> = TType extends keyof TWorkers
  ? InputOf<TWorkers[TType]>
  : unknown;

/** The stored data of a task of type `TType`, after its conversion to JSON. */
export type TaskData<TWorkers extends Workers, TType extends string> = Jsonified<TaskInput<TWorkers, TType>>;

/** The result of a task of type `TType`: the return value of its worker, after its conversion to JSON. */
export type TaskResult<TWorkers extends Workers, TType extends string> = TType extends keyof TWorkers
  ? TWorkers[TType] extends Worker<unknown, infer TResult>
    ? Jsonified<TResult>
    : unknown
  : unknown;

/** Accepts a schema that stored JSON can match. For another schema, the type of each field that cannot match is an error message. */
type CheckedSchema<TSchema> = TSchema extends StandardSchemaV1
  ? StandardSchemaV1.InferInput<TSchema> extends ReadableInput<StandardSchemaV1.InferInput<TSchema>>
    ? unknown
    : { "~standard": { types?: { input: ReadableInput<StandardSchemaV1.InferInput<TSchema>> } | undefined } }
  : unknown;

type CheckedWorkers<TWorkers> = {
  [TType in keyof TWorkers]: TWorkers[TType] extends { input: infer TSchema }
    ? { input: CheckedSchema<TSchema> }
    : unknown;
};

/**
 * Defines a worker: how tasks of one type run. An `input` that stored JSON can never match, such as `z.date()`, is a compile
 * error that names an alternative.
 */
export function defineWorker<TResult, TSchema extends StandardSchemaV1 | undefined = undefined>(
  options: WorkerOptions<TSchema, TResult> & { input?: CheckedSchema<TSchema> | undefined },
): Worker<WorkerInput<TSchema>, TResult> {
  return options as Worker<WorkerInput<TSchema>, TResult>;
}

/** Defines the workers of a service by task type, so that the compiler checks task types and data. */
export function defineWorkers<const TWorkers extends Workers>(workers: TWorkers & CheckedWorkers<TWorkers>): TWorkers {
  return workers;
}
