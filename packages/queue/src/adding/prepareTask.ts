import { InvalidOptionsError, InvalidTaskDataError, type TaskDataIssue } from "../domain/errors/errors.ts";
import { toStorableJson } from "../domain/json/json.ts";
import type { NewTask } from "../domain/NewTask.ts";
import type { StandardSchemaV1 } from "../domain/standardSchema.ts";
import { createTaskId } from "../domain/taskId.ts";
import type { AddManyEntry, AddToQueueOptions } from "../domain/types.ts";
import { checkAddOptions, checkType } from "../validation/checkAddOptions.ts";
import { readMeta } from "../validation/readMeta.ts";
import type { Worker } from "../workers/defineWorker.ts";

/**
 * Bytes of JSON that `addManyToQueue` accepts at once: 64 MiB. They use several times as much memory, in this process and in
 * PostgreSQL, whose `jsonb` arrays are limited to 256 MiB in a format that can be larger than the JSON.
 */
const maxBatchBytes = 67_108_864;

/** Attempts of a task if neither its options nor its worker say how many: the default of the column. */
const defaultMaxAttempts = 3;

/**
 * Checks a task and fills in defaults. Sends nothing to the database.
 * @throws InvalidTaskDataError, InvalidOptionsError
 */
export function prepareTask(
  type: string,
  data: unknown,
  options: AddToQueueOptions,
  worker: Worker | undefined,
  index?: number,
): NewTask | Promise<NewTask> {
  const prefix = index === undefined ? "" : `entries[${index}].`;
  checkType(type, `${prefix}type`);
  checkAddOptions(options, prefix);
  const storable = toStorableJson(data);
  if ("issues" in storable) throw new InvalidTaskDataError(type, storable.issues, index);
  const { reference } = options;
  const task: NewTask = {
    id: createTaskId(),
    type,
    data: storable.json,
    maxAttempts: options.maxAttempts ?? worker?.maxAttempts ?? defaultMaxAttempts,
    priority: options.priority ?? 0,
    scheduledFor: options.scheduledFor?.toISOString() ?? null,
    delayMs: options.delayMs ?? null,
    referenceId: reference?.id ?? null,
    referenceType: reference?.type ?? null,
    ownerId: options.ownerId ?? (reference?.type === "User" ? reference.id : null),
    uniqueKey: options.uniqueKey ?? null,
    concurrencyKey: options.concurrencyKey ?? null,
    tags: options.tags ?? [],
    timeoutMs: options.timeoutMs ?? null,
    workerVersion: worker?.version ?? null,
    meta: options.meta === undefined ? null : readMeta(options.meta, `${prefix}meta`),
    startWithinMs: options.startWithinMs ?? worker?.startWithinMs ?? null,
  };
  return worker?.input ? checkInput(task, worker.input, index) : task;
}

/** Checks the data as it will be stored, because that is what the worker gets. Most schemas need no promise. */
function checkInput(task: NewTask, input: StandardSchemaV1, index: number | undefined): NewTask | Promise<NewTask> {
  const check = (result: StandardSchemaV1.Result<unknown>) => {
    if (result.issues) throw new InvalidTaskDataError(task.type, toIssues(result.issues), index);
    return task;
  };
  const result = input["~standard"].validate(JSON.parse(task.data));
  return result instanceof Promise ? result.then(check) : check(result);
}

/**
 * Prepares a batch. Adding starts only when all of it is valid.
 * @throws InvalidTaskDataError with the index of the first invalid entry, InvalidOptionsError that names it
 */
export async function prepareTasks(
  entries: readonly AddManyEntry[],
  findWorker: (type: string) => Worker | undefined,
): Promise<NewTask[]> {
  if (!Array.isArray(entries)) throw new InvalidOptionsError("entries", entries, "an array of { type, data, … }");
  const tasks: NewTask[] = [];
  const size = new BatchSize();
  for (const [index, entry] of (entries as readonly AddManyEntry[]).entries()) {
    if (typeof entry !== "object" || entry === null)
      throw new InvalidOptionsError(`entries[${index}]`, entry, "an object { type, data, … }");
    const { type, data } = entry;
    const task = prepareTask(type, data, entry, findWorker(type), index);
    tasks.push(task instanceof Promise ? await task : task); // an await for each of thousands would cost time
    const bytes = size.countLarge(tasks);
    if (bytes > maxBatchBytes) throw refuseSize(`entries[0] to entries[${index}] have ${bytes}`, entries);
  }
  return tasks;
}

/** Checks the size of a growing batch. It counts bytes only if the characters, of 3 bytes at most, could be too many. */
class BatchSize {
  #characters = 0;
  #openFrom = maxBatchBytes / 3;

  /** Adds the last task. Returns the bytes of all tasks; 0 while they cannot be too many. */
  countLarge(tasks: readonly NewTask[]): number {
    this.#characters += tasks.at(-1)?.data.length ?? 0;
    if (this.#characters <= this.#openFrom) return 0;
    const bytes = tasks.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0);
    this.#openFrom = this.#characters + (maxBatchBytes - bytes) / 3;
    return bytes;
  }
}

/** @param what - how many bytes there are, or in which way they are too many */
export function refuseSize(what: string, entries: readonly unknown[]): InvalidOptionsError {
  return new InvalidOptionsError(
    "entries",
    entries,
    `at most ${maxBatchBytes} bytes of JSON at once; ${what}. Make several calls with fewer entries; in a $transaction, several calls of addManyToQueue(…, { tx }) are still all or nothing`,
  );
}

/** Validates data with a schema. Returns its output, or the issues with plain paths. */
export async function validateData(
  schema: StandardSchemaV1,
  data: unknown,
): Promise<{ value: unknown; issues?: undefined } | { issues: TaskDataIssue[] }> {
  const result = await schema["~standard"].validate(data);
  if (!result.issues) return result;
  return { issues: toIssues(result.issues) };
}

function toIssues(issues: readonly StandardSchemaV1.Issue[]): TaskDataIssue[] {
  return issues.map(({ message, path }) => ({
    message,
    path: (path ?? []).map((segment) => (typeof segment === "object" ? segment.key : segment)),
  }));
}
