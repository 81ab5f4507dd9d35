import { isConflictError, isUnavailableError } from "../database/databaseErrors.ts";
import type { Chore, ChoreCore } from "./Chore.ts";
import { cutBatches } from "./cutBatches.ts";
import { HeldBackTasks } from "./HeldBackTasks.ts";
import type { Retention } from "./isPastRetention.ts";
import { countTaskPages, listPrunableTasks, type PrunableTask } from "./listPrunableTasks.ts";
import { listReferencedTasks } from "./listReferencedTasks.ts";
import { listReferences } from "./listReferences.ts";
import { pruneTasks } from "./pruneTasks.ts";

/** Pages of the table that are looked through at once. */
const pagesPerLook = 128;
/** Pages with nothing to delete that one run reads at most: 16 MB, with millions of tasks that are kept. */
const maxFruitlessPages = 2_048;
/** Tasks that may turn out not to go in one run, by a statement that fails, before the rest waits for the next one. */
const maxRefusals = 100;
/** Tasks that one statement deletes at most, … */
const maxTasks = 1_000;
/** … and rows, with attempts and logs, unless a single task has more. */
const maxRows = 10_000;

/** One run. */
interface Pass {
  core: ChoreCore;
  retention: Retention;
  isStopping: () => boolean;
  refusals: number;
}

/**
 * Deletes finished tasks past their retention. It walks through the pages of the table and remembers where it was, so that
 * a run costs little however many tasks are kept, and each task has its turn whatever its id looks like. The walk begins
 * anywhere: processes share the way, and one that restarts often gets everywhere.
 */
export class TaskPruner implements Chore {
  readonly doing = "remove old tasks";
  readonly everyMs = 60_000;
  readonly #heldBack = new HeldBackTasks();
  /** Where the walk goes on. */
  #page: number | undefined;
  /** Fewer after a statement that took too long. */
  #rowsPerBatch = maxRows;

  async run(core: ChoreCore, isStopping: () => boolean): Promise<void> {
    const { completedMs, failedMs } = core.settings.retention;
    if (completedMs === 0 && failedMs === 0) return;
    const retention = { completedMs: completedMs || null, failedMs: failedMs || null };
    const pass: Pass = { core, retention, isStopping, refusals: 0 };
    const pages = await countTaskPages(core.database);
    let [seen, fruitless] = [0, 0];
    const mayGoOn = () => fruitless + pagesPerLook <= maxFruitlessPages && pass.refusals < maxRefusals && !isStopping();
    while (seen < pages && mayGoOn()) {
      const look = this.#nextLook(pages);
      const found = await listPrunableTasks(core.database, retention, look);
      const deleted = await this.#deleteAll(pass, found);
      seen += look.to - look.from;
      if (deleted === 0) fruitless += look.to - look.from;
    }
  }

  /** The next pages. The walk goes on behind them also when they cannot be read: nothing waits for one that is broken. */
  #nextLook(pages: number): { from: number; to: number } {
    this.#page ??= Math.floor(Math.random() * pages);
    const from = this.#page < pages ? this.#page : 0;
    this.#page = Math.min(from + pagesPerLook, pages);
    return { from, to: this.#page };
  }

  async #deleteAll(pass: Pass, found: readonly PrunableTask[]): Promise<number> {
    const tasks = await this.#findFree(
      pass.core,
      found.filter(({ id }) => !this.#heldBack.has(id)),
    );
    let deleted = 0;
    const limits = { maxItems: maxTasks, maxWeight: this.#rowsPerBatch, weigh: ({ rows }: PrunableTask) => rows };
    for (const batch of cutBatches(tasks, limits)) deleted += await this.#delete(pass, batch);
    return deleted;
  }

  /** Those that no row of the application's holds back. */
  async #findFree(core: ChoreCore, tasks: readonly PrunableTask[]): Promise<readonly PrunableTask[]> {
    if (tasks.length === 0) return tasks;
    const ids = tasks.map(({ id }) => id);
    for (const reference of await listReferences(core.database)) {
      const referenced = await listReferencedTasks(core.database, reference, ids);
      this.#heldBack.addReferenced(core, this.doing, referenced, reference);
    }
    return tasks.filter(({ id }) => !this.#heldBack.has(id));
  }

  /** Deletes what can be deleted: a batch with a task that cannot is tried in halves. Answers how many went. */
  async #delete(pass: Pass, batch: readonly PrunableTask[]): Promise<number> {
    if (pass.isStopping() || pass.refusals >= maxRefusals) return 0;
    const ids = batch.map(({ id }) => id);
    try {
      const deleted = await pruneTasks(pass.core.database, pass.retention, ids);
      this.#rowsPerBatch = Math.min(this.#rowsPerBatch * 2, maxRows);
      return deleted;
    } catch (error) {
      if (isUnavailableError(error)) {
        // It may have been too much for one statement.
        this.#rowsPerBatch = Math.max(Math.floor(this.#rowsPerBatch / 4), 1);
        throw error;
      }
      if (batch.length === 1) {
        this.#setApart(pass, ids[0] as string, error);
        return 0;
      }
    }
    const half = batch.length >> 1;
    return (await this.#delete(pass, batch.slice(0, half))) + (await this.#delete(pass, batch.slice(half)));
  }

  #setApart(pass: Pass, id: string, error: unknown): void {
    pass.refusals++;
    // What lost against another transaction can go next time.
    if (!isConflictError(error)) this.#heldBack.addRefused(pass.core, this.doing, id, error);
  }
}
