import { type PrismaClientLike, TaskNotFoundError } from "@package/queue";
import { type OwnTaskRow, readOwnTask, type Scope } from "@package/queue/monitor";

/**
 * Returns a task of the scope's user. Another user's task is not found, like a missing one. Every write by id calls this
 * first; the owner of a task never changes, so the check stays valid.
 * @throws TaskNotFoundError
 */
export async function requireOwnTask(db: PrismaClientLike, scope: Scope, id: string): Promise<OwnTaskRow> {
  const row = await readOwnTask(db, scope, id);
  if (!row) throw new TaskNotFoundError(id);
  return row;
}
