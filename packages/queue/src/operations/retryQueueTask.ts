import type { QueueCore } from "../core.ts";
import { isUniqueViolation } from "../database/databaseErrors.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { InvalidTransitionError, TaskNotFoundError, UniqueKeyTakenError } from "../errors.ts";
import { readTask } from "../sql/readTask.ts";
import { readTasksByUniqueKey } from "../sql/readTasksByUniqueKey.ts";
import { retryTask } from "../sql/retryTask.ts";
import { type TaskRow, toQueueTask } from "../sql/taskRow.ts";
import type { QueueTask } from "../types.ts";

/** Makes a failed or cancelled task due now, with at least one attempt left. */
export async function retryQueueTask(core: QueueCore, id: string): Promise<QueueTask> {
  const retried = await refuseTakenKey(core, id);
  if (retried) {
    core.adder.announce();
    return toQueueTask(retried);
  }
  const row = await retryTransient(() => readTask(core.database, id));
  if (!row) throw new TaskNotFoundError(id);
  if (row.status === "PENDING") return toQueueTask(row);
  throw new InvalidTransitionError(
    id,
    row.status,
    "PENDING",
    row.status === "COMPLETED"
      ? "What is completed stays so; add a new task to do it again."
      : "Cancel it first, or wait until it is over.",
  );
}

async function refuseTakenKey(core: QueueCore, id: string): Promise<TaskRow | undefined> {
  try {
    return await retryTransient(() => retryTask(core.database, id));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const row = await readTask(core.database, id);
    const { type = "", uniqueKey = "" } = row ?? {};
    const [holder] = await readTasksByUniqueKey(core.database, [{ type, uniqueKey: uniqueKey ?? "" }]);
    throw new UniqueKeyTakenError(type, uniqueKey ?? "", holder?.id ?? id);
  }
}
