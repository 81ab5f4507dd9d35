import type { QueueCore } from "../core.ts";
import type { Database } from "../database/database.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { TaskNotFoundError } from "../domain/errors/errors.ts";
import { resolvePage } from "./resolveFilter.ts";
import type { Page, PageOptions } from "./TaskFilter.ts";
import { checkIdCursor, toPage } from "./toPage.ts";

/** SQL: whether the task `$1` has this owner. @param ownerId - SQL; null means any */
export const isTaskOf = (ownerId: string): string =>
  `(${ownerId}::text IS NULL OR EXISTS (SELECT 1 FROM "QueueTask" o WHERE o.id = $1::text AND o."ownerId" = ${ownerId}::text))`;

type Query<TRow> = (database: Database, taskId: string, before: string | null, limit: number) => Promise<TRow[]>;

/** Reads a page of rows that belong to a task, newest first. The cursor is the id of the last row. @throws TaskNotFoundError */
export async function readHistoryPage<TRow extends { id: string }>(
  { database }: Pick<QueueCore, "database">,
  taskId: string,
  options: PageOptions,
  query: Query<TRow>,
): Promise<Page<TRow>> {
  const { cursor, limit } = resolvePage(options);
  checkIdCursor(cursor);
  // One row more than requested shows whether there is another page.
  const rows = await retryTransient(() => query(database, taskId, cursor, limit + 1));
  if (rows.length === 0 && !(await retryTransient(() => readTask(database, taskId))))
    throw new TaskNotFoundError(taskId);
  return toPage(
    rows,
    limit,
    (row) => row,
    ({ id }) => id,
  );
}
