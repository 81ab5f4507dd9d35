import { isDeepStrictEqual } from "node:util";
import { validateData } from "../adding/prepareTask.ts";
import type { QueueCore } from "../core.ts";
import { findWorker } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import { describeValue } from "../domain/errors/describeValue.ts";
import {
  InvalidOptionsError,
  InvalidTaskDataError,
  InvalidTransitionError,
  TaskBusyError,
  TaskNotFoundError,
} from "../domain/errors/errors.ts";
import { toStorableJson } from "../domain/json/json.ts";
import { suggestName } from "../domain/suggestName.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import { canRetry, isTerminal } from "../domain/taskState.ts";
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

/** The fields that decide whether a waiting task can start, and before which others. */
const decidesStart: ReadonlySet<string> = new Set<keyof TaskChanges>(["priority", "scheduledFor", "concurrencyKey"]);

/**
 * Changes an unfinished task. `status: "PENDING"` retries it and `status: "CANCELLED"` cancels it. Unchanged fields are
 * ignored, so a caller can pass a task that it read, with one field changed.
 */
export async function changeTask(core: QueueCore, id: string, given: TaskUpdate): Promise<QueueTask> {
  if (typeof given !== "object" || given === null)
    throw new InvalidOptionsError(
      "data",
      given,
      `an object with the fields to change (status, ${changeable.join(", ")})`,
    );
  /** Whether a statement whose reply was lost may have made the requested retry. */
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
    if (!changed) continue; // the task changed since it was read
    core.changes.note(changed);
    if (status === "CANCELLED") return cancelQueueTask(core, id);
    const after = toQueueTask<unknown, unknown>(changed);
    if (status === "PENDING" || names.some((name) => decidesStart.has(name))) announceChange(core, after);
    return after;
  }
  throw new TaskBusyError(id, "changed each time while it was being updated. Read it again and retry.");
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
      const meant = suggestName(name.slice(0, 100), changeable);
      throw new InvalidOptionsError(
        name,
        name in toQueueTask(row) || name === "result"
          ? `"${name}" cannot be changed: it is managed by the queue. You can change: status, ${changeable.join(", ")}.`
          : `Unknown field "${name}".${meant ? ` Did you mean "${meant}"?` : ""} You can change: status, ${changeable.join(", ")}.`,
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
    // A waiting task needs at least one attempt left, or it could never start.
    wholeNumber(name, value, Math.max(row.attempts + (row.status === "PROCESSING" ? 0 : 1), 1), 1_000);
  else if (name === "timeoutMs" && value !== null) wholeNumber(name, value, 0, 2_147_483_647);
  else if (name === "scheduledFor" && value !== null) checkDate(name, value);
  else if (name === "tags" || name === "failedProviders") checkTags(name, value);
  else if (name !== "data" && value !== null) checkKey(name, value);
}

async function checkData({ workers }: QueueCore, row: TaskRow, data: unknown): Promise<void> {
  if (row.status === "PROCESSING")
    throw new InvalidTransitionError(
      row.id,
      row.status,
      row.status,
      "the data of a running task cannot be changed. Cancel it and add a new task.",
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
      `updateInQueue can set status only to "PENDING" (retry) or "CANCELLED", not to ${describeValue(status)}.`,
    );
  }
  if (!canRetry(row.status)) throw refuseRetry(row);
}

/** Retries or cancels the task if `status` asks for it, and returns the task. */
async function changeStatus(core: QueueCore, row: TaskRow, status: string | undefined): Promise<QueueTask> {
  if (status === "PENDING") return retryQueueTask(core, row.id);
  return status === "CANCELLED" ? cancelQueueTask(core, row.id) : toQueueTask(row);
}

function refuseChange({ id, status }: TaskRow): InvalidTransitionError {
  const advice =
    status === "COMPLETED"
      ? "Add a new task."
      : 'Call retryTask first, or pass status: "PENDING" together with the change.';
  return new InvalidTransitionError(id, status, status, `a finished task cannot be changed. ${advice}`);
}

/** Notifies the runners: the task can start now or at its due time. Both times come from the database's clock. */
function announceChange({ notifications }: QueueCore, { type, scheduledFor, updatedAt }: QueueTask): void {
  const delayMs = scheduledFor ? scheduledFor.getTime() - updatedAt.getTime() : 0;
  if (delayMs > 0) notifications.scheduleDue(type, delayMs);
  else notifications.schedule("freed");
}

/**
 * The order of properties is no difference: `jsonb` does not keep it. No task has a value that JSON cannot hold, so such a value
 * counts as a change, and is refused later.
 */
function isSame(given: unknown, current: unknown): boolean {
  const storable = toStorableJson(given);
  if (!("json" in storable)) return false;
  const stored = JSON.stringify(current ?? null);
  return storable.json === stored || isDeepStrictEqual(JSON.parse(storable.json), JSON.parse(stored));
}
