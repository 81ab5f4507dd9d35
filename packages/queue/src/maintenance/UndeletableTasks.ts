import { describeError } from "../domain/errors/describeError.ts";
import type { ChoreCore } from "./Chore.ts";
import type { Reference } from "./listReferences.ts";

/** Milliseconds until the deletion of a task is tried again. */
const retryMs = 3_600_000;
/** Maximum number of tasks. The oldest are dropped first, and their deletion is tried sooner. */
const maxTasks = 50_000;
/** Maximum number of different reasons that are reported. */
const maxReasons = 100;

/** Remembers for an hour which finished tasks cannot be deleted, and reports each reason once. */
export class UndeletableTasks {
  readonly #foundAt = new Map<string, number>();
  readonly #reported = new Set<string>();

  has(id: string): boolean {
    const at = this.#foundAt.get(id);
    return at !== undefined && performance.now() - at < retryMs;
  }

  addReferenced(core: ChoreCore, doing: string, ids: readonly string[], { table, constraint }: Reference): void {
    if (ids.length === 0) return;
    for (const id of ids) this.#add(id);
    const why = `Rows of ${table} reference them with the foreign key "${constraint}".`;
    this.#report(
      core,
      doing,
      constraint,
      `${why} Set onDelete: SetNull or Cascade for that relation, or delete those rows.`,
    );
  }

  addRefused(core: ChoreCore, doing: string, id: string, error: unknown): void {
    this.#add(id);
    const { message, fingerprint } = describeError(error);
    const advice = "Allow the deletion of finished tasks in the triggers and constraints of QueueTask.";
    this.#report(core, doing, fingerprint, `PostgreSQL refused to delete "${id}": ${message.trim()} ${advice}`, error);
  }

  #add(id: string): void {
    this.#foundAt.delete(id);
    this.#foundAt.set(id, performance.now());
    if (this.#foundAt.size <= maxTasks) return;
    const [oldest] = this.#foundAt.keys();
    if (oldest !== undefined) this.#foundAt.delete(oldest);
  }

  #report(core: ChoreCore, doing: string, reason: string, why: string, cause?: unknown): void {
    if (this.#reported.has(reason) || this.#reported.size >= maxReasons) return;
    this.#reported.add(reason);
    const message = `Some finished tasks past their retention could not be deleted; all others were. ${why}`;
    core.onError(doing, new Error(message, { cause }));
  }
}
