import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { InvalidTransitionError, TaskNotFoundError } from "../errors.ts";
import { readTask } from "../sql/readTask.ts";
import { retryTask } from "../sql/retryTask.ts";
import { type TaskRow, toQueueTask } from "../sql/taskRow.ts";
import type { QueueTask } from "../types.ts";
import { refuseTakenKey } from "./refuseTakenKey.ts";

/** Makes a failed or cancelled task due now, with at least one attempt left. */
export async function retryQueueTask(core: QueueCore, id: string): Promise<QueueTask> {
  const retried = await refuseTakenKey(core, id, {}, () => retryTask(core.database, id));
  if (retried) {
    core.announcer.announce("freed");
    return toQueueTask(retried);
  }
  const row = await retryTransient(() => readTask(core.database, id));
  if (!row) throw new TaskNotFoundError(id);
  if (row.status === "PENDING") return toQueueTask(row);
  throw refuseRetry(row);
}

/** Why a running or completed task cannot be retried. */
export function refuseRetry({ id, status }: Pick<TaskRow, "id" | "status">): InvalidTransitionError {
  const advice =
    status === "COMPLETED"
      ? "What is completed stays so; add a new task to do it again."
      : "Cancel it first, or wait until it is over.";
  return new InvalidTransitionError(id, status, "PENDING", advice);
}
