import { checkAddOptions, checkType } from "./checkAddOptions.ts";
import { InvalidOptionsError, InvalidTaskDataError, type TaskDataIssue } from "./errors.ts";
import { toStorableJson } from "./json.ts";
import type { NewTask } from "./sql/insertTasks.ts";
import type { StandardSchemaV1 } from "./standardSchema.ts";
import { createTaskId } from "./taskId.ts";
import type { AddManyEntry, AddToQueueOptions } from "./types.ts";
import type { Worker } from "./workers/defineWorker.ts";

/** Attempts of a task when neither it nor its worker says: the default of the column. */
const defaultMaxAttempts = 3;

/**
 * Checks a task and fills in what its options leave open. Nothing is sent to the database.
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
  };
  return worker?.input ? checkInput(task, worker.input, index) : task;
}

/** What the worker will see is what was stored, so that is what the schema judges. */
async function checkInput(task: NewTask, input: StandardSchemaV1, index: number | undefined): Promise<NewTask> {
  const parsed = await validateData(input, JSON.parse(task.data));
  if (parsed.issues) throw new InvalidTaskDataError(task.type, parsed.issues, index);
  return task;
}

/**
 * Prepares a batch, so that all of it is known to be good before any of it is added.
 * @throws InvalidTaskDataError with the index of the first bad entry, InvalidOptionsError that names it
 */
export async function prepareTasks(
  entries: readonly AddManyEntry[],
  findWorker: (type: string) => Worker | undefined,
): Promise<NewTask[]> {
  if (!Array.isArray(entries)) throw new InvalidOptionsError("entries", entries, "an array of { type, data, … }");
  const tasks: NewTask[] = [];
  for (const [index, entry] of (entries as readonly AddManyEntry[]).entries()) {
    if (typeof entry !== "object" || entry === null)
      throw new InvalidOptionsError(`entries[${index}]`, entry, "an object { type, data, … }");
    const { type, data } = entry;
    const task = prepareTask(type, data, entry, findWorker(type), index);
    tasks.push(task instanceof Promise ? await task : task); // awaiting what is there already costs each of thousands
  }
  return tasks;
}

/** What a schema makes of data: its output, or what is wrong with it, with plain paths. */
export async function validateData(
  schema: StandardSchemaV1,
  data: unknown,
): Promise<{ value: unknown; issues?: undefined } | { issues: TaskDataIssue[] }> {
  const result = await schema["~standard"].validate(data);
  if (!result.issues) return result;
  return {
    issues: result.issues.map(({ message, path }) => ({
      message,
      path: (path ?? []).map((segment) => (typeof segment === "object" ? segment.key : segment)),
    })),
  };
}
