import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { DatabaseRefusedError, TaskReferencedError } from "../domain/errors/driverErrors.ts";
import { TaskNotFoundError } from "../domain/errors/errors.ts";
import { sendCancel } from "./cancelQueueTask.ts";
import { deleteTask } from "./deleteTask.ts";

/** Deletes a task with its history. If it is running, its worker's signal aborts. */
export async function deleteQueueTask(core: QueueCore, id: string): Promise<void> {
  let isDone = false;
  try {
    const deleted = await retryTransient((mayBeDone) => {
      isDone = mayBeDone;
      return deleteTask(core.database, id);
    });
    // After a lost reply, a missing task was deleted by the first try. It may have been running.
    if (!deleted && !isDone) throw new TaskNotFoundError(id);
    if (!deleted || deleted.wasRunning) sendCancel(core, id);
    if (deleted) core.changes.note(deleted);
  } catch (error) {
    if (error instanceof DatabaseRefusedError && /^(23001|23503)$/.test(error.sqlState))
      throw new TaskReferencedError(id, error, error.cause);
    throw error;
  }
}
