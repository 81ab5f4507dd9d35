import type { PrismaClientLike } from "@package/queue";
import { readQueueStatus, type Scope } from "@package/queue/monitor";
import { toStatusView } from "./toStatusView.ts";
import type { QueueStatusView } from "./wire.ts";

/**
 * Returns the state of a user's tasks, without secrets, in one snapshot.
 * @param db - your Prisma client
 * @param scope - whose tasks
 * @param options.ids - tasks to return even if no list has them: in `watchedTasks`, or in `missingIds` if the user has no such task
 */
export async function getQueueStatus(
  db: PrismaClientLike,
  scope: Scope,
  options: { ids?: readonly string[] | undefined } = {},
): Promise<QueueStatusView> {
  const ids = [...new Set(options.ids)];
  return toStatusView(await readQueueStatus(db, scope, { ids }), scope, ids);
}
