import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { InvalidTransitionError, TaskBusyError, TaskNotFoundError } from "../errors.ts";
import { readTask } from "../sql/readTask.ts";
import { retryTask } from "../sql/retryTask.ts";
import { type TaskRow, toQueueTask } from "../sql/taskRow.ts";
import { canStart } from "../taskState.ts";
import type { QueueTask } from "../types.ts";
import { refuseTakenKey } from "./refuseTakenKey.ts";

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
    core.announcer.announce("freed");
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
