import type { QueueCore } from "../core.ts";
import { type Database, prismaDatabase } from "../database/database.ts";
import { isUniqueViolation, toConflict } from "../database/databaseErrors.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { InvalidOptionsError, LockTimeoutError } from "../domain/errors/errors.ts";
import type { QueueStatus, TransactionClient } from "../domain/types.ts";
import { isEmptyFilter, type ResolvedFilter, resolveFilter, type StatusRule } from "../querying/resolveFilter.ts";
import { searchTasks } from "../querying/searchTasks.ts";
import type { TaskFilter } from "../querying/TaskFilter.ts";
import { checkTransaction } from "../validation/checkAddOptions.ts";
import { refuseUnknown } from "../validation/checkValues.ts";

/** Options of `retryTasks` and `cancelTasks`. All optional. */
export interface BulkOptions {
  /** Required for a filter without any condition. */
  all?: true | undefined;
  /** A Prisma transaction client. All changes are then part of this transaction. Default: none; each batch commits on its own. */
  tx?: TransactionClient | undefined;
}

/** What a bulk call has done. */
export interface BulkSummary<TReason extends string> {
  /** Tasks that matched the filter. */
  matched: number;
  changed: number;
  /**
   * Tasks that matched and were not changed, by reason. `busy`: another transaction has locked the task, or it changed at the same
   * time.
   */
  skipped: Record<TReason | "busy", number>;
}

/** What happened to one task. */
export type BulkOutcome<TReason extends string> = "changed" | TReason | "busy";

/** One batch of a bulk call. */
export interface BulkBatch {
  database: Database;
  ids: readonly string[];
  /** The statuses that a task must still have. */
  statuses: readonly QueueStatus[];
  isInTransaction: boolean;
}

/** Number of tasks that one statement changes at most. */
const bulkBatch = 500;

/** Checks the arguments of a bulk call. @throws InvalidOptionsError, also when the filter has no condition and `all` is missing */
export function resolveBulk(
  method: string,
  filter: TaskFilter,
  options: BulkOptions,
  statuses: StatusRule,
): ResolvedFilter {
  refuseUnknown(options, ["all", "tx"]);
  const { all, tx } = options;
  if (all !== undefined && all !== true) throw new InvalidOptionsError("all", all, "true, or nothing");
  if (tx !== undefined) checkTransaction(tx);
  const resolved = resolveFilter(filter, statuses);
  if (!all && isEmptyFilter(filter, resolved))
    throw new InvalidOptionsError(
      "filter",
      `The filter of ${method} has no condition, so the call would change all tasks. Add a condition, or pass { all: true }.`,
    );
  return resolved;
}

/**
 * Changes all tasks that match a filter, from the newest to the oldest, in batches. Each batch is atomic.
 * @param change - changes a batch, and returns what happened to each task that it did not skip as `busy`
 */
export async function changeMany<TReason extends string>(
  core: Pick<QueueCore, "database">,
  filter: ResolvedFilter,
  { tx }: BulkOptions,
  reasons: readonly (TReason | "busy")[],
  change: (batch: BulkBatch) => Promise<readonly BulkOutcome<TReason>[]>,
): Promise<BulkSummary<TReason>> {
  const database = tx ? prismaDatabase(tx) : core.database;
  const skipped = Object.fromEntries(reasons.map((reason) => [reason, 0])) as BulkSummary<TReason>["skipped"];
  const summary: BulkSummary<TReason> = { matched: 0, changed: 0, skipped };
  let cursor: string | null = null;
  do {
    const { ids, nextCursor } = await searchTasks(database, filter, { cursor, limit: bulkBatch });
    cursor = nextCursor;
    if (ids.length === 0) continue;
    summary.matched += ids.length;
    const outcomes = await changeApart(
      { database, ids, statuses: filter.statuses, isInTransaction: tx !== undefined },
      change,
    );
    for (const outcome of outcomes) {
      if (outcome === "changed") summary.changed++;
      else skipped[outcome]++;
    }
    skipped.busy += ids.length - outcomes.length;
  } while (cursor !== null);
  return summary;
}

/** Tells other processes whose tasks a batch has changed. */
export function noteChanges(
  { changes }: Pick<QueueCore, "changes">,
  { tx }: BulkOptions,
  changed: readonly { ownerId: string | null }[],
): void {
  if (tx) changes.noteInTransaction(changed);
  else changes.noteAll(changed);
}

/** Changes a batch. If one task of it makes the statement fail, changes each task in its own statement. */
async function changeApart<TReason extends string>(
  batch: BulkBatch,
  change: (batch: BulkBatch) => Promise<readonly BulkOutcome<TReason>[]>,
): Promise<readonly BulkOutcome<TReason>[]> {
  // A failed statement aborts the caller's transaction, so nothing could follow it there.
  if (batch.isInTransaction)
    return change(batch).catch((error) => Promise.reject(isUniqueViolation(error) ? toConflict(error) : error));
  try {
    return await retryTransient(() => change(batch), { lockPatienceMs: 0 });
  } catch (error) {
    if (!isUniqueViolation(error) && !(error instanceof LockTimeoutError)) throw error;
    if (batch.ids.length === 1) return [];
  }
  const outcomes: BulkOutcome<TReason>[] = [];
  for (const id of batch.ids) outcomes.push(...(await changeApart({ ...batch, ids: [id] }, change)));
  return outcomes;
}
