import type { Logger } from "../domain/logger.ts";
import { suggestName } from "../domain/suggestName.ts";

/** Types that are remembered as checked. */
const maxTypes = 1_000;

/**
 * Warns, once per type, when a task is added whose type has no worker in this process but resembles a type that has one. The
 * task is added anyway, because another process may have its worker.
 */
export class SpellingWatch {
  readonly #known: readonly string[];
  readonly #logger: Logger;
  readonly #seen = new Set<string>();

  constructor(known: readonly string[], logger: Logger) {
    this.#known = known;
    this.#logger = logger;
  }

  /** @param type - one that this process has no worker for */
  check(type: unknown): void {
    if (typeof type !== "string" || type.length > 128) return; // not a valid type: the call is about to fail
    if (this.#seen.has(type) || this.#seen.size >= maxTypes) return;
    this.#seen.add(type);
    const meant = suggestName(type, this.#known);
    if (meant === undefined) return;
    this.#logger.warn(
      `A task was added with type ${type}, which has no worker in this process. Did you mean ${meant}? The task waits until a process has a worker for ${type}.`,
      { type, meant },
    );
  }
}
