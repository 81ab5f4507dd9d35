import type { Logger } from "../domain/logger.ts";
import { suggestType } from "./suggestType.ts";

/** Types that are remembered as looked at. */
const maxTypes = 1_000;

/**
 * Warns, once a type, of tasks whose type this process has no worker for, but one that is called nearly the same. Such a
 * task is added all the same: another process may have its worker.
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
  look(type: unknown): void {
    if (typeof type !== "string" || type.length > 128) return; // no type at all, and refused as such
    if (this.#seen.has(type) || this.#seen.size >= maxTypes) return;
    this.#seen.add(type);
    const meant = suggestType(type, this.#known);
    if (meant === undefined) return;
    this.#logger.warn(
      `A task of type ${type} was added, for which this process has no worker. Did you mean ${meant}? If no process has a worker for ${type}, the task waits.`,
      { type, meant },
    );
  }
}
