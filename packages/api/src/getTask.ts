import type { PrismaClientLike } from "@package/queue";
import { readAttemptRows, readLogRows, type Scope } from "@package/queue/monitor";
import { explainForOwner } from "./explainForOwner.ts";
import type { TaskQueue } from "./routers/queue/QueueAccess.ts";
import { requireOwnTask } from "./routers/queue/requireOwnTask.ts";
import { toTaskDetail } from "./taskDetail.ts";
import type { TaskDetail } from "./wire.ts";

/**
 * Returns a task of a user with its history and its log, without secrets.
 * @param options.queue - your queue service, which says why a waiting task waits. Default: `explanation` is null
 * @throws TaskNotFoundError also if the task is another user's
 */
export async function getTask(
  db: PrismaClientLike,
  scope: Scope,
  id: string,
  options: { queue?: Pick<TaskQueue, "explainTask"> | undefined } = {},
): Promise<TaskDetail> {
  const row = await requireOwnTask(db, scope, id);
  const isWaiting = row.status === "PENDING" || row.status === "FAILED";
  const [attempts, logs, explanation] = await Promise.all([
    readAttemptRows(db, scope, id),
    readLogRows(db, scope, id),
    isWaiting && options.queue ? options.queue.explainTask(id).then(explainForOwner) : null,
  ]);
  return toTaskDetail(row, attempts, logs, explanation);
}
