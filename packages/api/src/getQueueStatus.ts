import type { PrismaClientLike } from "@package/queue";
import { readQueueStatus, type Scope } from "@package/queue/monitor";
import type { LiveStatus } from "./live/LiveStatus.ts";
import { toStatusView } from "./toStatusView.ts";
import type { QueueStatusView } from "./wire.ts";

export interface QueueStatusOptions {
  /** Tasks to return even if no list has them: in `watchedTasks`, or in `missingIds` if the user has no such task. */
  ids?: readonly string[] | undefined;
  /** What sends the changes to the user's streams. Its last state is returned, without a read, if `maxAgeMs` allows it. */
  live?: LiveStatus | undefined;
  /** How old the state may be, in milliseconds. Pages whose stream is open send it with their regular polls. Default 0: read it. */
  maxAgeMs?: number | undefined;
}

/**
 * Returns the state of a user's tasks, without secrets, in one snapshot.
 * @param db - your Prisma client
 * @param scope - whose tasks
 */
export async function getQueueStatus(
  db: PrismaClientLike,
  scope: Scope,
  options: QueueStatusOptions = {},
): Promise<QueueStatusView> {
  const ids = [...new Set(options.ids)];
  const { live, maxAgeMs = 0 } = options;
  const recalled = maxAgeMs > 0 ? live?.recall(scope, { ids, maxAgeMs }) : null;
  if (recalled) return recalled;
  return toStatusView(await readQueueStatus(db, scope, { ids }), scope, ids);
}
