import { checkDate, checkKey, checkTags, wholeNumber } from "../checkValues.ts";
import type { QueueCore } from "../core.ts";
import { findWorker } from "../core.ts";
import { isUniqueViolation } from "../database/databaseErrors.ts";
import { retryTransient } from "../database/retryTransient.ts";
import {
  InvalidOptionsError,
  InvalidTaskDataError,
  InvalidTransitionError,
  TaskBusyError,
  TaskNotFoundError,
  UniqueKeyTakenError,
} from "../errors.ts";
import { toStorableJson } from "../json.ts";
import { validateData } from "../prepareTask.ts";
import { readTask } from "../sql/readTask.ts";
import { type TaskRow, toQueueTask } from "../sql/taskRow.ts";
import { type TaskChanges, updateTask } from "../sql/updateTask.ts";
import { isTerminal } from "../taskState.ts";
import type { QueueTask } from "../types.ts";
import { cancelQueueTask } from "./cancelQueueTask.ts";
import { retryQueueTask } from "./retryQueueTask.ts";

const changeable = [
  "data",
  "priority",
  "scheduledFor",
  "maxAttempts",
  "timeoutMs",
  "referenceId",
  "referenceType",
  "uniqueKey",
  "concurrencyKey",
  "tags",
  "failedProviders",
  "errorMessage",
] as const satisfies readonly (keyof TaskChanges)[];

/**
 * Changes a task that is not over. A `status` of PENDING retries it and one of CANCELLED cancels it; fields that are
 * given as they are already are ignored, so that a task that was read can be handed back with one field changed.
 */
export async function changeTask(core: QueueCore, id: string, given: Partial<QueueTask>): Promise<QueueTask> {
  for (let round = 0; round < 5; round++) {
    const row = await retryTransient(() => readTask(core.database, id));
    if (!row) throw new TaskNotFoundError(id);
    const task = toQueueTask<unknown, unknown>(row);
    const names = (Object.keys(given) as (keyof QueueTask)[]).filter(
      (name) => given[name] !== undefined && !isSame(given[name], task[name]),
    );
    const changes = await checkChanges(core, row, given, names);
    if (changes !== "{}" && isTerminal(row.status) && given.status !== "PENDING") {
      throw new InvalidTransitionError(
        id,
        row.status,
        row.status,
        "A finished task does not change; retry it with retryTask, or add a new one.",
      );
    }
    if (names.includes("status")) await changeStatus(core, row, given.status as string);
    if (changes === "{}") return readAgain(core, id);
    const expected = names.includes("status") ? ((await readTask(core.database, id)) ?? row) : row;
    const updated = await guardKey(row, given, () =>
      retryTransient(() => updateTask(core.database, id, changes, expected)),
    );
    if (updated) return toQueueTask(updated);
  }
  throw new TaskBusyError(id);
}

async function checkChanges(
  core: QueueCore,
  row: TaskRow,
  given: Partial<QueueTask>,
  names: readonly (keyof QueueTask)[],
): Promise<string> {
  const changes: TaskChanges = {};
  for (const name of names) {
    if (name === "status") continue;
    if (!(changeable as readonly string[]).includes(name)) {
      throw new InvalidOptionsError(
        name,
        given[name],
        `no change: it belongs to the queue. Changeable are status, ${changeable.join(", ")}`,
      );
    }
    checkChange(row, name as keyof TaskChanges, given[name]);
    Object.assign(changes, { [name]: given[name] });
  }
  if ("data" in changes) await checkData(core, row, changes.data);
  return JSON.stringify(changes);
}

function checkChange(row: TaskRow, name: keyof TaskChanges, value: unknown): void {
  if (name === "priority") wholeNumber(name, value, -2_147_483_647, 2_147_483_647);
  else if (name === "maxAttempts")
    wholeNumber(
      name,
      value,
      Math.max(row.attempts + (row.status === "PENDING" || row.status === "FAILED" ? 1 : 0), 1),
      1_000,
    );
  else if (name === "timeoutMs" && value !== null) wholeNumber(name, value, 0, 2_147_483_647);
  else if (name === "scheduledFor") checkDate(name, value);
  else if (name === "tags" || name === "failedProviders") checkTags(name, value);
  else if (name !== "data" && name !== "timeoutMs" && value !== null) checkKey(name, value);
}

async function checkData({ workers }: QueueCore, row: TaskRow, data: unknown): Promise<void> {
  if (row.status === "PROCESSING")
    throw new InvalidTransitionError(
      row.id,
      row.status,
      "PROCESSING with other data",
      "Change the data before it starts, or cancel it and add a new task.",
    );
  const storable = toStorableJson(data);
  if ("issues" in storable) throw new InvalidTaskDataError(row.type, storable.issues);
  const schema = findWorker({ workers }, row.type)?.input;
  const parsed = schema ? await validateData(schema, JSON.parse(storable.json)) : undefined;
  if (parsed?.issues) throw new InvalidTaskDataError(row.type, parsed.issues);
}

async function changeStatus(core: QueueCore, row: TaskRow, status: string): Promise<void> {
  if (status === "PENDING") await retryQueueTask(core, row.id);
  else if (status === "CANCELLED") await cancelQueueTask(core, row.id);
  else
    throw new InvalidTransitionError(
      row.id,
      row.status,
      status,
      "From outside a task can only become PENDING (retry) or CANCELLED; the rest follows from running it.",
    );
}

async function readAgain(core: QueueCore, id: string): Promise<QueueTask> {
  const row = await retryTransient(() => readTask(core.database, id));
  if (!row) throw new TaskNotFoundError(id);
  return toQueueTask(row);
}

async function guardKey<T>(row: TaskRow, given: Partial<QueueTask>, update: () => Promise<T>): Promise<T> {
  try {
    return await update();
  } catch (error) {
    if (isUniqueViolation(error))
      throw new UniqueKeyTakenError(row.type, given.uniqueKey ?? row.uniqueKey ?? "", row.id);
    throw error;
  }
}

function isSame(given: unknown, current: unknown): boolean {
  return JSON.stringify(given) === JSON.stringify(current ?? null) || JSON.stringify(given) === JSON.stringify(current);
}
