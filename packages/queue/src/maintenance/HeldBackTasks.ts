import { describeError } from "../domain/errors/describeError.ts";
import type { ChoreCore } from "./Chore.ts";
import type { Reference } from "./listReferences.ts";

/** Milliseconds for which a task that cannot be deleted is left alone. */
const restMs = 3_600_000;
/** Tasks remembered at most: the oldest are forgotten first, and are merely looked at sooner. */
const maxTasks = 50_000;
/** Different reasons told at most. */
const maxReasons = 100;

/** Finished tasks that something in the database does not let go: remembers them for a while, and tells each reason once. */
export class HeldBackTasks {
  readonly #heldAt = new Map<string, number>();
  readonly #told = new Set<string>();

  has(id: string): boolean {
    const at = this.#heldAt.get(id);
    return at !== undefined && performance.now() - at < restMs;
  }

  addReferenced(core: ChoreCore, doing: string, ids: readonly string[], { table, constraint }: Reference): void {
    if (ids.length === 0) return;
    for (const id of ids) this.#add(id);
    const why = `Rows of ${table} reference them, and the foreign key "${constraint}" forbids it.`;
    this.#tell(
      core,
      doing,
      constraint,
      `${why} Give that relation onDelete: SetNull or Cascade, or delete those rows first.`,
    );
  }

  addRefused(core: ChoreCore, doing: string, id: string, error: unknown): void {
    this.#add(id);
    const { message, fingerprint } = describeError(error);
    const advice = "A trigger or a constraint on QueueTask must let finished tasks be deleted.";
    this.#tell(core, doing, fingerprint, `PostgreSQL refused "${id}": ${message.trim()} ${advice}`, error);
  }

  #add(id: string): void {
    this.#heldAt.delete(id);
    this.#heldAt.set(id, performance.now());
    if (this.#heldAt.size <= maxTasks) return;
    const [oldest] = this.#heldAt.keys();
    if (oldest !== undefined) this.#heldAt.delete(oldest);
  }

  #tell(core: ChoreCore, doing: string, reason: string, why: string, cause?: unknown): void {
    if (this.#told.has(reason) || this.#told.size >= maxReasons) return;
    this.#told.add(reason);
    const message = `Some finished tasks stay after their retention; all others are removed. ${why}`;
    core.onError(doing, new Error(message, { cause }));
  }
}
