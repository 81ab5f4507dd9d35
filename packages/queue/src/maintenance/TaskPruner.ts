import { isConflictError, isUnavailableError } from "../database/databaseErrors.ts";
import type { Chore, ChoreCore } from "./Chore.ts";
import { cutBatches } from "./cutBatches.ts";
import type { Retention } from "./isPastRetention.ts";
import { countTaskPages, listPrunableTasks, type PrunableTask } from "./listPrunableTasks.ts";
import { listReferencedTasks } from "./listReferencedTasks.ts";
import { listReferences } from "./listReferences.ts";
import { pruneTasks } from "./pruneTasks.ts";
import { UndeletableTasks } from "./UndeletableTasks.ts";

/** Pages of the table that one statement scans. */
const pagesPerScan = 128;
/** Maximum number of pages without a task to delete that one run reads: 16 MB. */
const maxFruitlessPages = 2_048;
/** Number of failed deletions after which a run ends and leaves the rest to the next one. */
const maxRefusals = 100;
/** Maximum number of tasks that one statement deletes. */
const maxTasks = 1_000;
/** Maximum number of rows that one statement deletes, with attempts and logs, unless a single task has more. */
const maxRows = 10_000;

/** The state of one run. */
interface Pass {
  core: ChoreCore;
  retention: Retention;
  isStopping: () => boolean;
  refusals: number;
}

/**
 * Deletes finished tasks past their retention. It scans the pages of the table in order and continues where the last run ended,
 * so that a run is cheap however many tasks are kept. It begins at a random page, so that processes share the work, and so that all
 * pages are reached even if a process often restarts.
 */
export class TaskPruner implements Chore {
  readonly doing = "remove old tasks";
  readonly everyMs = 60_000;
  readonly #undeletable = new UndeletableTasks();
  /** The next page to scan. */
  #page: number | undefined;
  /** Smaller after a statement that took too long. */
  #rowsPerBatch = maxRows;

  async run(core: ChoreCore, isStopping: () => boolean): Promise<void> {
    const { completedMs, failedMs } = core.settings.retention;
    if (completedMs === 0 && failedMs === 0) return;
    const retention = { completedMs: completedMs || null, failedMs: failedMs || null };
    const pass: Pass = { core, retention, isStopping, refusals: 0 };
    const pages = await countTaskPages(core.database);
    let [seen, fruitless] = [0, 0];
    const mayContinue = () =>
      fruitless + pagesPerScan <= maxFruitlessPages && pass.refusals < maxRefusals && !isStopping();
    while (seen < pages && mayContinue()) {
      const range = this.#nextRange(pages);
      const found = await listPrunableTasks(core.database, retention, range);
      const deleted = await this.#deleteAll(pass, found);
      seen += range.to - range.from;
      if (deleted === 0) fruitless += range.to - range.from;
    }
  }

  /** Returns the next pages. The position advances even if they cannot be read, so that a damaged page blocks no others. */
  #nextRange(pages: number): { from: number; to: number } {
    this.#page ??= Math.floor(Math.random() * pages);
    const from = this.#page < pages ? this.#page : 0;
    this.#page = Math.min(from + pagesPerScan, pages);
    return { from, to: this.#page };
  }

  async #deleteAll(pass: Pass, found: readonly PrunableTask[]): Promise<number> {
    const tasks = await this.#findFree(
      pass.core,
      found.filter(({ id }) => !this.#undeletable.has(id)),
    );
    let deleted = 0;
    const limits = { maxItems: maxTasks, maxWeight: this.#rowsPerBatch, weigh: ({ rows }: PrunableTask) => rows };
    for (const batch of cutBatches(tasks, limits)) deleted += await this.#delete(pass, batch);
    return deleted;
  }

  /** Returns the tasks that no row of the application references. */
  async #findFree(core: ChoreCore, tasks: readonly PrunableTask[]): Promise<readonly PrunableTask[]> {
    if (tasks.length === 0) return tasks;
    const ids = tasks.map(({ id }) => id);
    for (const reference of await listReferences(core.database)) {
      const referenced = await listReferencedTasks(core.database, reference, ids);
      this.#undeletable.addReferenced(core, this.doing, referenced, reference);
    }
    return tasks.filter(({ id }) => !this.#undeletable.has(id));
  }

  /** Deletes the tasks that can be deleted, and returns their number. If a batch fails, it tries both halves. */
  async #delete(pass: Pass, batch: readonly PrunableTask[]): Promise<number> {
    if (pass.isStopping() || pass.refusals >= maxRefusals) return 0;
    const ids = batch.map(({ id }) => id);
    try {
      const deleted = await pruneTasks(pass.core.database, pass.retention, ids);
      this.#rowsPerBatch = Math.min(this.#rowsPerBatch * 2, maxRows);
      pass.core.changes.noteAll(deleted);
      return deleted.length;
    } catch (error) {
      if (isUnavailableError(error)) {
        // The batch may have been too large for one statement.
        this.#rowsPerBatch = Math.max(Math.floor(this.#rowsPerBatch / 4), 1);
        throw error;
      }
      if (batch.length === 1) {
        this.#refuse(pass, ids[0] as string, error);
        return 0;
      }
    }
    const half = batch.length >> 1;
    return (await this.#delete(pass, batch.slice(0, half))) + (await this.#delete(pass, batch.slice(half)));
  }

  #refuse(pass: Pass, id: string, error: unknown): void {
    pass.refusals++;
    // After a conflict with another transaction, the next run can succeed.
    if (!isConflictError(error)) this.#undeletable.addRefused(pass.core, this.doing, id, error);
  }
}
