import type { Jsonified } from "../domain/json/Jsonified.ts";
import type { ReadableInput } from "../domain/json/ReadableInput.ts";
import type { Backoff } from "../domain/retryPolicy.ts";
import type { StandardSchemaV1 } from "../domain/standardSchema.ts";
import type { AddToQueueOptions, QueueTask } from "../domain/types.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a worker is given besides its data. */
export interface WorkerContext {
  /** The task as it was claimed. Changing it changes nothing. */
  readonly task: QueueTask;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborts when the attempt times out, the task is cancelled, its lease is lost, or the runner stops; `signal.reason` says which. */
  readonly signal: AbortSignal;
  /** The provider to call in this attempt: the first of the worker's `providers` that is available; null if it declares none. */
  readonly provider: string | null;
  /** The worker's providers in order of preference. */
  readonly providers: readonly string[];
  /** The same in every attempt of this task: hand it to services that recognise a repeated request. */
  readonly idempotencyKey: string;
  /** Reports percent done (0 to 100) with a short note. Cheap: reports are batched, the last one wins. */
  progress(percent: number, note?: string): void;
  /** Writes a line to the task's log. Cheap: lines are batched; at most 1,000 an attempt are kept. */
  log(level: LogLevel, message: string, fields?: Record<string, unknown>): void;
  /** Adds a task, with the same rules as `QueueService.addToQueue`. The owner of this task owns it unless another is given. */
  addToQueue(type: string, data: unknown, options?: AddToQueueOptions): Promise<QueueTask>;
}

/** How tasks of one type are run. */
export interface WorkerOptions<TSchema extends StandardSchemaV1 | undefined, TResult> {
  /**
   * Schema of the data (zod, or any other that implements Standard Schema). Checked when a task is added and again when
   * it runs, against the JSON that is stored; `run` gets its output. Without it, data is only checked to be JSON.
   */
  input?: TSchema;
  /**
   * Version of the schema, 1 to 512 characters, remembered with each task that is added. Data that does not fit is handed back
   * for a process with another version; where the version is the one that the task was added with, the task fails for good at
   * once. Default: none; then versions cannot be compared, and the task is handed back until `refusalLimitMs` is over.
   */
  version?: string;
  /**
   * Does the work. What it returns becomes the task's result, as far as JSON holds it; `undefined` is none. What it throws
   * fails the attempt.
   */
  run: (data: WorkerOutput<TSchema>, context: WorkerContext) => Promise<TResult> | TResult;
  /** Attempts before a task fails for good, unless it says otherwise. Default 3. */
  maxAttempts?: number;
  /** Wait between attempts. Default: the service's. */
  backoff?: Backoff;
  /** Milliseconds one attempt may run; 0 means no limit. Default: the service's, 5 minutes. */
  timeoutMs?: number;
  /**
   * Tasks of this type that run at once in one process, over all runners of its `QueueService`; two services in one process
   * count apart, and `processJob` is not counted. Default: the runner's `concurrency`.
   */
  concurrency?: number;
  /** Outside services that this worker can use, in order of preference; `context.provider` names the one to use. */
  providers?: readonly string[];
}

export type WorkerOutput<TSchema> = TSchema extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<TSchema> : unknown;
export type WorkerInput<TSchema> = TSchema extends StandardSchemaV1 ? StandardSchemaV1.InferInput<TSchema> : unknown;

/** A worker, as `defineWorker` makes it. */
export interface Worker<TInput = unknown, TResult = unknown>
  extends Omit<WorkerOptions<StandardSchemaV1 | undefined, TResult>, "run"> {
  // biome-ignore lint/suspicious/noExplicitAny: workers of any data stand in one registry; each is checked where it is defined
  run: (data: any, context: WorkerContext) => Promise<TResult> | TResult;
  /** Only for the compiler: the data that a task of this worker is added with. */
  readonly "~input"?: TInput;
}

/** The workers of a service, by type. */
export type Workers = Readonly<Record<string, Worker>>;

/** The data that a task of type `TType` is added with: the input of its worker's schema. */
export type TaskInput<TWorkers extends Workers, TType extends string> = TType extends keyof TWorkers
  ? TWorkers[TType] extends Worker<infer TInput, unknown>
    ? Exclude<TInput, undefined>
    : unknown
  : unknown;

/** The data that a task of type `TType` has once it is stored: what JSON keeps of what it was added with. */
export type TaskData<TWorkers extends Workers, TType extends string> = Jsonified<TaskInput<TWorkers, TType>>;

/** The result of a task of type `TType`: what JSON keeps of what its worker returns. */
export type TaskResult<TWorkers extends Workers, TType extends string> = TType extends keyof TWorkers
  ? TWorkers[TType] extends Worker<unknown, infer TResult>
    ? Jsonified<TResult>
    : unknown
  : unknown;

/** Nothing more to ask of a schema that stored JSON can match; of another, its input with messages where it cannot. */
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
 * Defines how tasks of one type are run. The compiler refuses an `input` that stored JSON can never match, such as
 * `z.date()`, and names what to take instead.
 */
export function defineWorker<TResult, TSchema extends StandardSchemaV1 | undefined = undefined>(
  options: WorkerOptions<TSchema, TResult> & { input?: CheckedSchema<TSchema> },
): Worker<WorkerInput<TSchema>, TResult> {
  return options as Worker<WorkerInput<TSchema>, TResult>;
}

/** A registry: workers by the type they serve. */
export function defineWorkers<const TWorkers extends Workers>(workers: TWorkers & CheckedWorkers<TWorkers>): TWorkers {
  return workers;
}
