import { InvalidOptionsError } from "../domain/errors/errors.ts";
import type { Page } from "./TaskFilter.ts";

/**
 * Returns a page of rows. One row more than the limit was read: it shows whether there is another page.
 * @param cursorOf - the cursor after a row
 */
export function toPage<TRow, TItem>(
  rows: readonly TRow[],
  limit: number,
  toItem: (row: TRow) => TItem,
  cursorOf: (row: TRow) => string,
): Page<TItem> {
  const last = rows[limit - 1];
  const hasMore = rows.length > limit && last !== undefined;
  return { items: rows.slice(0, limit).map(toItem), nextCursor: hasMore ? cursorOf(last) : null };
}

/** Checks a cursor that is the id of a row, or null. @throws InvalidOptionsError */
export function checkIdCursor(cursor: string | null): void {
  if (cursor !== null && !/^\d{1,18}$/.test(cursor))
    throw new InvalidOptionsError("cursor", cursor, "the nextCursor of the page before");
}
