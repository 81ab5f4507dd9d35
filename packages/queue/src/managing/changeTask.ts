import { validateData } from "../adding/prepareTask.ts";
import type { QueueCore } from "../core.ts";
import { findWorker } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import {
  InvalidOptionsError,
  InvalidTaskDataError,
  InvalidTransitionError,
  TaskBusyError,
  TaskNotFoundError,
} from "../domain/errors/errors.ts";
import { toStorableJson } from "../domain/json/json.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import { canStart, isTerminal } from "../domain/taskState.ts";
import type { QueueTask, TaskUpdate } from "../domain/types.ts";
import { checkDate, checkKey, checkTags, wholeNumber } from "../validation/checkValues.ts";
import { cancelQueueTask } from "./cancelQueueTask.ts";
import { refuseTakenKey } from "./refuseTakenKey.ts";
import { retryChangedTask } from "./retryChangedTask.ts";
import { refuseRetry, retryQueueTask } from "./retryQueueTask.ts";
import { type TaskChanges, updateTask } from "./updateTask.ts";

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

/** What decides whether a waiting task can start, and before which others. */
const decidesStart: ReadonlySet<string> = new Set<keyof TaskChanges>(["priority", "scheduledFor", "concurrencyKey"]);

/**
 * Changes a task that is not over. A `status` of PENDING retries it and one of CANCELLED cancels it; fields that are
 * given as they are already are ignored, so that a task that was read can be handed back with one field changed.
 */
export async function changeTask(core: QueueCore, id: string, given: TaskUpdate): Promise<QueueTask> {
  if (typeof given !== "object" || given === null)
    throw new InvalidOptionsError(
      "data",
      given,
      `an object with the fields to change: status, ${changeable.join(", ")}`,
    );
  /** Whether the retry that is asked for may have been made by a statement whose reply was lost. */
  let mayBeRetried = false;
  for (let round = 0; round < 5; round++) {
    const row = await retryTransient(() => readTask(core.database, id));
    if (!row) throw new TaskNotFoundError(id);
    const task = toQueueTask<unknown, unknown>(row);
    const names = (Object.keys(given) as (keyof TaskUpdate)[]).filter(
      (name) => given[name] !== undefined && !isSame(given[name], task[name]),
    );
    const isAsked = names.includes("status") && !(mayBeRetried && given.status === "PENDING");
    const status = isAsked ? (given.status as string) : undefined;
    checkStatus(row, status);
    const changes = await checkChanges(core, row, given, names);
    if (changes === "{}") return changeStatus(core, row, status);
    if (isTerminal(row.status) && status !== "PENDING") throw refuseChange(row);
    const change = status === "PENDING" ? retryChangedTask : updateTask;
    const changed = await refuseTakenKey(core, id, given, (mayBeDone) => {
      mayBeRetried = mayBeDone && status === "PENDING";
      return change(core.database, id, changes, row);
    });
    if (!changed) continue; // it moved on in between: judge again
    if (status === "CANCELLED") return cancelQueueTask(core, id);
    const after = toQueueTask<unknown, unknown>(changed);
    if (status === "PENDING" || names.some((name) => decidesStart.has(name))) announceChange(core, after);
    return after;
  }
  throw new TaskBusyError(id);
}

async function checkChanges(
  core: QueueCore,
  row: TaskRow,
  given: TaskUpdate,
  names: readonly (keyof TaskUpdate)[],
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
  if ("data" in changes) {
    await checkData(core, row, changes.data);
    changes.workerVersion = findWorker(core, row.type)?.version ?? null;
  }
  return JSON.stringify(changes);
}

function checkChange(row: TaskRow, name: keyof TaskChanges, value: unknown): void {
  if (name === "priority") wholeNumber(name, value, -2_147_483_647, 2_147_483_647);
  else if (name === "maxAttempts")
    // One more than were made, or the task could never start.
    wholeNumber(name, value, Math.max(row.attempts + (row.status === "PROCESSING" ? 0 : 1), 1), 1_000);
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

function checkStatus(row: TaskRow, status: string | undefined): void {
  if (status === undefined || status === "CANCELLED") return;
  if (status !== "PENDING") {
    throw new InvalidTransitionError(
      row.id,
      row.status,
      status,
      "From outside a task can only become PENDING (retry) or CANCELLED; the rest follows from running it.",
    );
  }
  if (!canStart("retry", row.status)) throw refuseRetry(row);
}

/** The task as it is, retried or cancelled where that is asked. */
async function changeStatus(core: QueueCore, row: TaskRow, status: string | undefined): Promise<QueueTask> {
  if (status === "PENDING") return retryQueueTask(core, row.id);
  return status === "CANCELLED" ? cancelQueueTask(core, row.id) : toQueueTask(row);
}

function refuseChange({ id, status }: TaskRow): InvalidTransitionError {
  const advice = "A finished task does not change; retry it with retryTask, or add a new one.";
  return new InvalidTransitionError(id, status, status, advice);
}

/** The task can start now, or when its due time comes. Both times are of the database's clock. */
function announceChange({ notifications }: QueueCore, { type, scheduledFor, updatedAt }: QueueTask): void {
  const delayMs = scheduledFor ? scheduledFor.getTime() - updatedAt.getTime() : 0;
  if (delayMs > 0) notifications.announceLater(type, delayMs);
  else notifications.announce("freed");
}

/** What JSON cannot hold is no task's field, so it is a change, and refused as one. */
function isSame(given: unknown, current: unknown): boolean {
  const storable = toStorableJson(given);
  return "json" in storable && storable.json === JSON.stringify(current ?? null);
}
