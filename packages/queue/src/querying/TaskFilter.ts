import type { QueueStatus } from "../domain/types.ts";

/** Which tasks a call is about. A task must meet all conditions; without any, all tasks do. */
export interface TaskFilter {
  /** Its status, or one of several. */
  status?: QueueStatus | readonly QueueStatus[] | undefined;
  /** Its type, or one of several, at most 100. */
  type?: string | readonly string[] | undefined;
  ownerId?: string | undefined;
  /** The record that it belongs to; without `type`, any record with this id. */
  reference?: { id: string; type?: string | undefined } | undefined;
  /** A tag that it has. */
  tag?: string | undefined;
  concurrencyKey?: string | undefined;
  uniqueKey?: string | undefined;
  /** It was added at this time or later. */
  addedAfter?: Date | undefined;
  /** It was added before this time. */
  addedBefore?: Date | undefined;
}

/** Which page of a list to read. All optional. */
export interface PageOptions {
  /** `nextCursor` of the page before. Default: the first page. */
  cursor?: string | undefined;
  /** Maximum number of items, 1 to 100. Default 50. */
  limit?: number | undefined;
}

/** A page of a list. */
export interface Page<TItem> {
  items: TItem[];
  /** Pass it as `cursor` to read the next page; null on the last one. */
  nextCursor: string | null;
}
