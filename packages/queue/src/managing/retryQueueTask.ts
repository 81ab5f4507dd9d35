import type { QueueCore } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import { InvalidTransitionError, TaskBusyError, TaskNotFoundError } from "../domain/errors/errors.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import { canStart } from "../domain/taskState.ts";
import type { QueueTask } from "../domain/types.ts";
import { refuseTakenKey } from "./refuseTakenKey.ts";
import { retryTask } from "./retryTask.ts";

/** Makes a failed or cancelled task due now, with at least one attempt left. */
export async function retryQueueTask(core: QueueCore, id: string): Promise<QueueTask> {
  let isDone = false;
  for (let round = 0; round < 5; round++) {
    const row = await retryTransient(() => readTask(core.database, id));
    if (!row) throw new TaskNotFoundError(id);
    if (row.status === "PENDING" || isDone) return toQueueTask(row);
    if (!canStart("retry", row.status)) throw refuseRetry(row);
    const retried = await refuseTakenKey(core, id, {}, (mayBeDone) => {
      isDone = mayBeDone; // its effect is seen, though its reply was lost: a runner may have begun already
      return retryTask(core.database, id, row);
    });
    if (!retried && !isDone) continue; // it moved on in between: judge again
    core.notifications.announce("freed");
    if (retried) return toQueueTask(retried);
  }
  throw new TaskBusyError(id);
}

/** Why a running or completed task cannot be retried. */
export function refuseRetry({ id, status }: Pick<TaskRow, "id" | "status">): InvalidTransitionError {
  const advice =
    status === "COMPLETED"
      ? "What is completed stays so; add a new task to do it again."
      : "Cancel it first, or wait until it is over.";
  return new InvalidTransitionError(id, status, "PENDING", advice);
}
