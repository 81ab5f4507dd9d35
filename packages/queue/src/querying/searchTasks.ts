import type { Database } from "../database/database.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { firstIdAt } from "../domain/taskId.ts";
import { isTerminal } from "../domain/taskState.ts";
import {
  findTasksOfOwner,
  findTasksWithUniqueKey,
  findUnfinishedTasks,
  findUnfinishedTasksOfTypes,
  type IdRange,
  walkTasks,
} from "./findTasks.ts";
import type { ResolvedFilter } from "./resolveFilter.ts";

/** Ids of matching tasks. */
export interface FoundTasks {
  ids: string[];
  /** Where the next search begins; null after the last one. */
  nextCursor: string | null;
}

/** How far the clock of a process that makes ids may differ from the database's. */
const clockSlackMs = 86_400_000;

/**
 * Finds tasks that match a filter, newest first, by their ids. If an index names at most 10,000 rows, all of them are compared with
 * the filter. Otherwise, the search reads the next 5,000 tasks, and may return fewer than `limit` although more follow.
 * @param cursor - the last id that was looked at; null begins with the newest task
 */
export async function searchTasks(
  database: Database,
  filter: ResolvedFilter,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<FoundTasks> {
  const range = toRange(filter, cursor, limit + 1); // one more shows whether there is another page
  const find = chooseIndex(filter);
  const few = find && (await retryTransient(() => find(database, filter, range)));
  if (few) return { ids: few.slice(0, limit), nextCursor: few.length > limit ? (few[limit - 1] as string) : null };
  const { ids, end } = await retryTransient(() => walkTasks(database, filter, { ...range, limit }));
  return { ids, nextCursor: end };
}

/** The index that names the fewest rows; undefined if none can. */
function chooseIndex({ statuses, types, ownerId, uniqueKey }: ResolvedFilter) {
  if (statuses.some(isTerminal)) return ownerId === null ? undefined : findTasksOfOwner;
  if (uniqueKey !== null && types) return findTasksWithUniqueKey;
  if (ownerId !== null) return findTasksOfOwner;
  return types ? findUnfinishedTasksOfTypes : findUnfinishedTasks;
}

/** Ids begin with the time of adding, so conditions on this time are a range of ids. */
function toRange({ addedAfterMs, addedBeforeMs }: ResolvedFilter, cursor: string | null, limit: number): IdRange {
  const last = addedBeforeMs === null ? null : firstIdAt(addedBeforeMs + clockSlackMs);
  const before = cursor !== null && (last === null || cursor < last) ? cursor : last;
  return { before, from: addedAfterMs === null ? null : firstIdAt(addedAfterMs - clockSlackMs), limit };
}
