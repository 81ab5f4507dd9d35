import { type Database, prismaDatabase } from "../database/database.ts";
import type { PrismaClientLike, QueueStatus } from "../domain/types.ts";
import { resolvePageFilter, type TaskPageRequest } from "./resolvePageFilter.ts";
import type { Scope } from "./Scope.ts";
import { type Scan, type Step, scanFinished, scanRunning, scanUntimed } from "./scanTasks.ts";
import type { TaskRow } from "./TaskRow.ts";
import { decodeTaskCursor, encodeTaskCursor, type Part, type TaskCursor } from "./taskCursor.ts";

/** A page of an owner's tasks. */
export interface TaskRowPage {
  rows: TaskRow[];
  /** Pass it as `cursor` to read the next page; null on the last one. */
  nextCursor: string | null;
}

/** A step of a part, with the cursor of a page that ends there. */
interface CursorStep extends Pick<Step, "row" | "isEnd"> {
  cursor: TaskCursor;
}

const order: readonly Part[] = ["running", "waiting", "finished"];
/** Number of scans of one page after which it ends, although a filter has found few tasks. */
const maxScans = 10;

/**
 * Returns a page of an owner's tasks: first those that run, the longest running first; then those that wait, the next to start first;
 * then the finished ones, the latest first. A page never skips or repeats a task that does not change between the pages. With `type` or
 * `search`, a page reads at most 5,000 tasks of each status, so it may have fewer than `limit` rows, or none, although `nextCursor` is
 * not null.
 * @param client - your Prisma client, or a transaction client
 * @throws InvalidOptionsError, also for a cursor of another filter
 */
export function readTaskPage(
  client: PrismaClientLike,
  scope: Scope,
  request: TaskPageRequest = {},
): Promise<TaskRowPage> {
  return queryTaskPage(prismaDatabase(client), scope, request);
}

export async function queryTaskPage(
  database: Database,
  { ownerId }: Scope,
  request: TaskPageRequest,
): Promise<TaskRowPage> {
  const { running, waiting, finished, scanWaiting, type, words, limit, name } = resolvePageFilter(request);
  const start = request.cursor === undefined ? undefined : decodeTaskCursor(request.cursor, name);
  const rows: TaskRow[] = [];
  let last: TaskCursor | undefined;

  const read = async ({ part, after, afterTimed }: TaskCursor): Promise<CursorStep[]> => {
    // One row more than requested shows whether there is another page.
    const scan = (statuses: readonly QueueStatus[], from: TaskCursor["after"]): Scan => {
      return { ownerId, statuses, after: from, type, words, limit: limit + 1 - rows.length };
    };
    const toCursors = (steps: readonly Step[]) =>
      steps.map(({ ms, seq, ...step }) => ({ ...step, cursor: { part, after: { ms, seq }, afterTimed: null } }));
    if (part === "running") return running ? toCursors(await scanRunning(database, scan(["PROCESSING"], after))) : [];
    if (part === "finished")
      return finished.length > 0 ? toCursors(await scanFinished(database, scan(finished, after))) : [];
    if (waiting.length === 0) return [];
    const untimed = scanWaiting.untimed ? await scanUntimed(database, scan(waiting, after)) : [];
    return mergeByDueTime(untimed, await scanWaiting.timed(database, scan(waiting, afterTimed)), { after, afterTimed });
  };

  let from: TaskCursor = start ?? firstOf("running");
  for (let scans = 1; ; scans++) {
    let end: TaskCursor | undefined;
    for (const { row, isEnd, cursor } of await read(from)) {
      if (row && last && rows.length === limit) return { rows, nextCursor: encodeTaskCursor(last, name) };
      if (row) {
        rows.push(row);
        last = cursor;
      }
      if (!isEnd) continue;
      end = cursor;
      break;
    }
    if (end && scans >= maxScans) return { rows, nextCursor: encodeTaskCursor(end, name) };
    const next = order[order.indexOf(from.part) + 1];
    if (!end && !next) return { rows, nextCursor: null };
    from = end ?? firstOf(next as Part);
  }
}

const firstOf = (part: Part): TaskCursor => ({ part, after: null, afterTimed: null });

/** Merges both orders of waiting tasks by the due time. Each keeps its own position, so the merge skips and repeats no task. */
function mergeByDueTime(
  untimed: readonly Step[],
  timed: readonly Step[],
  { after, afterTimed }: Omit<TaskCursor, "part">,
): CursorStep[] {
  const merged: CursorStep[] = [];
  const rest = [...timed];
  let positions = { after, afterTimed };
  const take = ({ ms, seq, ...step }: Step, of: "after" | "afterTimed") => {
    positions = { ...positions, [of]: { ms, seq } };
    merged.push({ ...step, cursor: { part: "waiting", ...positions } });
  };
  for (const step of untimed) {
    for (let next = rest[0]; next && isEarlier(next, step); next = rest[0]) take(rest.shift() as Step, "afterTimed");
    take(step, "after");
  }
  for (const step of rest) take(step, "afterTimed");
  return merged;
}

const isEarlier = (a: Step, b: Step): boolean => a.ms < b.ms || (a.ms === b.ms && a.seq < b.seq);
