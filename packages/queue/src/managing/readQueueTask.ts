import type { QueueCore } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import { toTaskId } from "../domain/toTaskId.ts";
import type { QueueTask } from "../domain/types.ts";
import { refuseUnknown } from "../validation/checkValues.ts";

/** Options of `readFromQueue`. All optional. */
export interface ReadOptions {
  /** The type of the task, which gives the compiler the types of its data and result. A task of another type is not returned. */
  type?: string | undefined;
}

/** Returns a task; null if it does not exist, or has another type than the caller says. */
export async function readQueueTask(
  core: QueueCore,
  task: string | QueueTask,
  options: ReadOptions,
): Promise<QueueTask | null> {
  refuseUnknown(options, ["type"]);
  const row = await retryTransient(() => readTask(core.database, toTaskId(task)));
  return row && (options.type === undefined || row.type === options.type) ? toQueueTask(row) : null;
}
