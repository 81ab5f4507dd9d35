import { InvalidOptionsError } from "../domain/errors/errors.ts";
import type { QueueStatus } from "../domain/types.ts";
import { checkType } from "../validation/checkAddOptions.ts";
import { checkKey, refuseUnknown, wholeNumber } from "../validation/checkValues.ts";
import { scanDueLater, scanDueSoon, scanTimed } from "./scanTasks.ts";

/**
 * What happens with a task. `active`: it runs, or it waits and is due within 60 seconds. `scheduled`: it waits, and is due later.
 * `retrying`: it failed, and another attempt will follow. `failed`: it failed permanently.
 */
export type TaskKind = "active" | "scheduled" | "retrying" | "completed" | "failed" | "cancelled";

/** Which page of which tasks to read. All optional. */
export interface TaskPageRequest {
  /** Only tasks of this kind. Not together with `status`. */
  kind?: TaskKind | undefined;
  /** Only tasks with this status. */
  status?: QueueStatus | undefined;
  /** Only tasks of this type. */
  type?: string | undefined;
  /**
   * Only tasks whose type, id or error message contain each of these words, in any case. At most 200 characters and 10 words. A text
   * without a word matches all tasks.
   */
  search?: string | undefined;
  /** `nextCursor` of the page before. Default: the first page. */
  cursor?: string | undefined;
  /** Maximum number of rows, 1 to 100. Default 50. */
  limit?: number | undefined;
}

/** Which parts of the list a page reads. */
interface Parts {
  running: boolean;
  /** Statuses of waiting tasks; none means that the page has no waiting tasks. */
  waiting: readonly QueueStatus[];
  /** How waiting tasks are read. */
  scanWaiting: { untimed: boolean; timed: typeof scanTimed };
  finished: readonly QueueStatus[];
}

export interface PageFilter extends Parts {
  type: string | null;
  words: readonly string[] | null;
  limit: number;
  /** Names the filter in cursors. */
  name: string;
}

const anyTime = { untimed: true, timed: scanTimed };
const nothing: Parts = { running: false, waiting: [], scanWaiting: anyTime, finished: [] };

const partsByKind: Record<TaskKind, Parts> = {
  active: {
    ...nothing,
    running: true,
    waiting: ["PENDING", "FAILED"],
    scanWaiting: { untimed: true, timed: scanDueSoon },
  },
  scheduled: { ...nothing, waiting: ["PENDING"], scanWaiting: { untimed: false, timed: scanDueLater } },
  retrying: { ...nothing, waiting: ["FAILED"] },
  completed: { ...nothing, finished: ["COMPLETED"] },
  failed: { ...nothing, finished: ["MAX_RETRIES_REACHED"] },
  cancelled: { ...nothing, finished: ["CANCELLED"] },
};

const partsByStatus: Record<QueueStatus, Parts> = {
  PENDING: { ...nothing, waiting: ["PENDING"] },
  PROCESSING: { ...nothing, running: true },
  FAILED: partsByKind.retrying,
  COMPLETED: partsByKind.completed,
  MAX_RETRIES_REACHED: partsByKind.failed,
  CANCELLED: partsByKind.cancelled,
};

const all: Parts = {
  running: true,
  waiting: ["PENDING", "FAILED"],
  scanWaiting: anyTime,
  finished: ["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"],
};

const maxSearchLength = 200;
const maxWords = 10;

/** @throws InvalidOptionsError */
export function resolvePageFilter(request: TaskPageRequest): PageFilter {
  refuseUnknown(request, ["kind", "status", "type", "search", "cursor", "limit"]);
  const { kind, status, type, search, cursor, limit } = request;
  if (kind !== undefined && status !== undefined)
    throw new InvalidOptionsError("status", 'Pass "kind" or "status", not both.');
  if (type !== undefined) checkType(type);
  if (cursor !== undefined) checkKey("cursor", cursor);
  const words = search === undefined ? null : toWords(search);
  return {
    ...(choose("kind", partsByKind, kind) ?? choose("status", partsByStatus, status) ?? all),
    type: type ?? null,
    words,
    limit: wholeNumber("limit", limit ?? 50, 1, 100),
    name: JSON.stringify([kind ?? null, status ?? null, type ?? null, words]),
  };
}

function choose<TName extends string>(
  option: string,
  parts: Record<TName, Parts>,
  name: TName | undefined,
): Parts | undefined {
  if (name === undefined) return undefined;
  if (!Object.hasOwn(parts, name))
    throw new InvalidOptionsError(option, name, `one of ${Object.keys(parts).join(", ")}`);
  return parts[name];
}

/** Returns null if the text has no word. */
function toWords(search: string): readonly string[] | null {
  if (search === "") return null;
  checkKey("search", search);
  const words = search.split(/\s+/).filter((word) => word !== "");
  if (search.length > maxSearchLength || words.length > maxWords)
    throw new InvalidOptionsError("search", search, `at most ${maxWords} words and ${maxSearchLength} characters`);
  return words.length > 0 ? words : null;
}
