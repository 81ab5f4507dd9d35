import type { QueueCore } from "../core.ts";
import { isUniqueViolation, isUnstorableText } from "../database/databaseErrors.ts";
import { readTask, readTasksByUniqueKey } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { InvalidOptionsError, UniqueKeyTakenError } from "../domain/errors/errors.ts";
import type { TaskUpdate } from "../domain/types.ts";
import { refuseUnstorable } from "../validation/refuseUnstorable.ts";

/**
 * Changes a task. If PostgreSQL refuses the change, throws an error that names the task that has the key, or the character
 * that cannot be stored. Repeats the change once if no task has the key any longer.
 * @param given - the new values of the fields that change
 */
export async function refuseTakenKey<T>(
  core: QueueCore,
  id: string,
  given: Pick<TaskUpdate, "uniqueKey" | "concurrencyKey" | "data">,
  change: (mayBeDone: boolean) => Promise<T>,
): Promise<T> {
  try {
    return await retryTransient(change);
  } catch (error) {
    const isUnstorable = isUnstorableText(error);
    const row =
      isUnstorable || isUniqueViolation(error) ? await retryTransient(() => readTask(core.database, id)) : undefined;
    if (!row) throw error;
    if (isUnstorable) {
      const { data, ...options } = given;
      throw refuseUnstorable((error as Error).message, [{ type: row.type, data, options }]) ?? error;
    }
    const uniqueKey = given.uniqueKey ?? row.uniqueKey;
    if (uniqueKey !== null) {
      const [holder] = await readTasksByUniqueKey(core.database, [{ type: row.type, uniqueKey }]);
      if (holder && holder.id !== id) throw new UniqueKeyTakenError(row.type, uniqueKey, holder.id);
    }
    if (given.concurrencyKey && row.status === "PROCESSING")
      throw new InvalidOptionsError(
        "concurrencyKey",
        given.concurrencyKey,
        "a key that no other running task has, because this task is running too; change it when this task waits",
      );
    return retryTransient(change); // the task that had the key has finished since
  }
}
