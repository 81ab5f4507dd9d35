import type { QueueCore } from "../core.ts";
import { readTasks } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import type { QueueTask } from "../domain/types.ts";
import { resolveFilter, resolvePage } from "./resolveFilter.ts";
import { searchTasks } from "./searchTasks.ts";
import type { Page, PageOptions, TaskFilter } from "./TaskFilter.ts";

/** Returns a page of the tasks that match a filter, newest first. */
export async function listTasks(
  { database }: Pick<QueueCore, "database">,
  filter: TaskFilter,
  options: PageOptions,
): Promise<Page<QueueTask>> {
  const { ids, nextCursor } = await searchTasks(database, resolveFilter(filter), resolvePage(options));
  if (ids.length === 0) return { items: [], nextCursor };
  const rows = await retryTransient(() => readTasks(database, ids));
  const found = new Map(rows.map((row) => [row.id, row]));
  // A task may have been deleted since it was found.
  const items = ids.flatMap((id) => found.get(id) ?? []).map((row) => toQueueTask<unknown, unknown>(row));
  return { items, nextCursor };
}
