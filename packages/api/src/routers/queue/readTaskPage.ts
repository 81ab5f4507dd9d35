import type { Prisma } from "@package/db";
import type { QueueStatus } from "@package/queue";
import type { Scope } from "../../scope.ts";
import { readActiveTasks } from "../../sql/readActiveTasks.ts";
import { readFinishedTasks } from "../../sql/readFinishedTasks.ts";
import type { TaskRow } from "../../sql/taskColumns.ts";
import { decodeTaskCursor, encodeTaskCursor } from "./taskCursor.ts";

export interface TaskPageRequest {
  status?: QueueStatus | undefined;
  type?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

const activeStatuses: readonly QueueStatus[] = ["PENDING", "PROCESSING", "FAILED"];
const finishedStatuses: readonly QueueStatus[] = ["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"];

/**
 * Returns one page of an owner's tasks: first the unfinished ones, then the finished ones, newest first. This is the order
 * of the two owner indexes, so the last page is as fast as the first.
 */
export async function readTaskPage(
  db: Prisma.TransactionClient,
  scope: Scope,
  request: TaskPageRequest,
): Promise<{ rows: TaskRow[]; nextCursor: string | null }> {
  const { status, type, limit } = request;
  const filter = JSON.stringify([status ?? null, type ?? null]);
  const cursor = request.cursor === undefined ? undefined : decodeTaskCursor(request.cursor, filter);
  const wanted = (statuses: readonly QueueStatus[]) => statuses.filter((one) => status === undefined || one === status);

  // One row more than requested shows whether there is another page.
  const active = wanted(activeStatuses);
  const rows: TaskRow[] = [];
  if (active.length > 0 && cursor?.group !== "finished") {
    rows.push(
      ...(await readActiveTasks(db, scope, { statuses: active, type, beforeSeq: cursor?.seq, limit: limit + 1 })),
    );
  }
  const finished = wanted(finishedStatuses);
  if (finished.length > 0 && rows.length <= limit) {
    const after = cursor?.group === "finished" ? cursor.after : undefined;
    const remaining = limit + 1 - rows.length;
    rows.push(...(await readFinishedTasks(db, scope, { statuses: finished, type, after, limit: remaining })));
  }
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit), nextCursor: last ? encodeTaskCursor(cursorAfter(last), filter) : null };
}

function cursorAfter(row: TaskRow) {
  return row.finishedAtMs === null
    ? ({ group: "active", seq: row.seq } as const)
    : ({ group: "finished", after: { finishedAtMs: row.finishedAtMs, seq: row.seq } } as const);
}
