import { readTaskPage, type Scope, type TaskPageRequest } from "@package/queue/monitor";
import type { TransactingClient } from "./TransactingClient.ts";
import { toTaskSummary } from "./taskSummary.ts";
import type { TaskPage } from "./wire.ts";
import { withStatementTimeout } from "./withStatementTimeout.ts";

const timeoutMs = 2_000;

/**
 * Returns a page of a user's tasks, without secrets: running tasks first, then waiting ones by the time of their start, then finished
 * ones, the latest first.
 * @throws InvalidOptionsError, also for a cursor of another filter
 * @throws TRPCError TIMEOUT if a read takes longer than 2 seconds
 */
export async function listTasks(db: TransactingClient, scope: Scope, request: TaskPageRequest = {}): Promise<TaskPage> {
  const { rows, nextCursor } = await withStatementTimeout(db, timeoutMs, (tx) => readTaskPage(tx, scope, request));
  return { tasks: rows.map(toTaskSummary), nextCursor };
}
