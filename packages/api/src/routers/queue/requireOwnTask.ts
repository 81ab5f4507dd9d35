import type { PrismaClient } from "@package/db";
import { TaskNotFoundError } from "@package/queue";
import { z } from "zod";
import type { Scope } from "../../scope.ts";
import { type OwnTaskRow, readOwnTask } from "../../sql/readOwnTask.ts";

/**
 * Returns a task of the scope's user. Another user's task is not found, like a missing one. Every write by id calls this
 * first; the owner of a task never changes, so the check stays valid.
 * @throws TaskNotFoundError
 */
export async function requireOwnTask(db: PrismaClient, scope: Scope, id: string): Promise<OwnTaskRow> {
  const row = await readOwnTask(db, scope, id);
  if (!row) throw new TaskNotFoundError(id);
  return row;
}

export const taskIdInput = z.strictObject({ id: z.string().regex(/^[a-z\d]{8,64}$/, "must be a task ID") });
