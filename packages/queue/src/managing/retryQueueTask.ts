import type { QueueCore } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import { InvalidTransitionError, TaskBusyError, TaskNotFoundError } from "../domain/errors/errors.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import { canRetry } from "../domain/taskState.ts";
import type { QueueTask } from "../domain/types.ts";
import { refuseTakenKey } from "./refuseTakenKey.ts";
import { retryTask } from "./retryTask.ts";

/** Makes a failed or cancelled task due now, with at least one attempt left. Returns a PENDING task unchanged. */
export async function retryQueueTask(core: QueueCore, id: string): Promise<QueueTask> {
  let isDone = false;
  for (let round = 0; round < 5; round++) {
    const row = await retryTransient(() => readTask(core.database, id));
    if (!row) throw new TaskNotFoundError(id);
    if (row.status === "PENDING" || isDone) return toQueueTask(row);
    if (!canRetry(row.status)) throw refuseRetry(row);
    const retried = await refuseTakenKey(core, id, {}, (mayBeDone) => {
      isDone = mayBeDone; // the retry may have succeeded although its reply was lost, and a runner may have started the task
      return retryTask(core.database, id, row);
    });
    if (!retried && !isDone) continue; // the task changed since it was read
    core.notifications.schedule("freed");
    core.changes.note(row);
    if (retried) return toQueueTask(retried);
  }
  throw new TaskBusyError(id, "changed each time while it was being retried. Read it again and retry.");
}

/** Returns the error for a running or completed task, which cannot be retried. */
export function refuseRetry({ id, status }: Pick<TaskRow, "id" | "status">): InvalidTransitionError {
  const reason =
    status === "COMPLETED"
      ? "a completed task cannot be retried. Add a new task to do the work again."
      : "a running task cannot be retried. Wait for it with waitForTask, or cancel it first.";
  return new InvalidTransitionError(id, status, "PENDING", reason);
}
