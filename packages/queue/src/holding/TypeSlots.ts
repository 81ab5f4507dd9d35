import type { Workers } from "../workers/defineWorker.ts";

interface Slots {
  readonly limit: number;
  taken: number;
}

/** Counts the slots of types that have a limit of their own, for all runners of a service together. */
export class TypeSlots {
  readonly #slots = new Map<string, Slots>();
  readonly #listeners = new Set<(type: string) => void>();

  constructor(workers: Workers) {
    for (const [type, { concurrency }] of Object.entries(workers))
      if (concurrency !== undefined) this.#slots.set(type, { limit: concurrency, taken: 0 });
  }

  /** Returns how many more tasks of a type may be held; `Infinity` when the type has no limit of its own. */
  countFree(type: string): number {
    const slots = this.#slots.get(type);
    return slots ? slots.limit - slots.taken : Infinity;
  }

  take(type: string, count = 1): void {
    const slots = this.#slots.get(type);
    if (slots) slots.taken += count;
  }

  /** @param by - the listener of the runner that releases the slots, which is not called */
  release(type: string, by: (type: string) => void, count = 1): void {
    const slots = this.#slots.get(type);
    if (!slots) return;
    slots.taken -= count;
    if (slots.taken >= slots.limit) return;
    for (const listener of this.#listeners) if (listener !== by) listener(type);
  }

  /** Calls back when another runner releases slots of a type and one is free. Returns a function that ends this. */
  subscribe(listener: (type: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
