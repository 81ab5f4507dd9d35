import type { Workers } from "../workers/defineWorker.ts";

interface Places {
  readonly limit: number;
  taken: number;
}

/** Counts the tasks of types that have a limit of their own, for all runners of a service together. */
export class TypeSlots {
  readonly #places = new Map<string, Places>();
  readonly #listeners = new Set<(type: string) => void>();

  constructor(workers: Workers) {
    for (const [type, { concurrency }] of Object.entries(workers))
      if (concurrency !== undefined) this.#places.set(type, { limit: concurrency, taken: 0 });
  }

  /** How many more tasks of a type may be held; `Infinity` when the type has no limit of its own. */
  countFree(type: string): number {
    const places = this.#places.get(type);
    return places ? places.limit - places.taken : Infinity;
  }

  take(type: string, count = 1): void {
    const places = this.#places.get(type);
    if (places) places.taken += count;
  }

  /** @param by - the listener of the one that releases them; it knows, and is not told */
  release(type: string, by: (type: string) => void, count = 1): void {
    const places = this.#places.get(type);
    if (!places) return;
    places.taken -= count;
    if (places.taken >= places.limit) return;
    for (const listener of this.#listeners) if (listener !== by) listener(type);
  }

  /** Calls back when others release places of a type, so that there are free ones. Answers how to stop. */
  subscribe(listener: (type: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
