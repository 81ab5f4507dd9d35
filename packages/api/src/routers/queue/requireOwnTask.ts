import type { PrismaClient } from "@package/db";
import { TaskNotFoundError } from "@package/queue";
import type { Scope } from "../../scope.ts";
import { type OwnTaskRow, readOwnTask } from "../../sql/readOwnTask.ts";

/**
 * The task, if it belongs to the scope. Somebody else's is answered like one that does not exist. Comes before every
 * write by id; the owner of a task never changes, so nothing can slip in between.
 */
export async function requireOwnTask(db: PrismaClient, scope: Scope, id: string): Promise<OwnTaskRow> {
  const row = await readOwnTask(db, scope, id);
  if (!row) throw new TaskNotFoundError(id);
  return row;
}
