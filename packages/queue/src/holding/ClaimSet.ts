import type { ActiveClaim } from "./ActiveClaim.ts";

/**
 * A set of claims, each of which knows its index; a claim is in one such set at a time. It replaces `Set`. When thousands of
 * entries pass through a `Set` or `Map`, V8 replaces its internal table from time to time, and the old table refers to the new
 * one. An old table that has survived a minor collection then keeps all later tables, with the tasks in them, until a full
 * collection.
 */
export class ClaimSet implements Iterable<ActiveClaim> {
  /** Never shrinks: the entries from `#size` on are undefined. */
  readonly #claims: (ActiveClaim | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(claim: ActiveClaim): void {
    claim.place = this.#size;
    this.#claims[this.#size++] = claim;
  }

  /** Moves the last claim to the index of the deleted one. */
  delete(claim: ActiveClaim): void {
    const { place } = claim;
    if (place === undefined) return;
    const last = this.#claims[--this.#size] as ActiveClaim;
    last.place = place;
    this.#claims[place] = last;
    this.#claims[this.#size] = undefined;
    claim.place = undefined;
  }

  *[Symbol.iterator](): Iterator<ActiveClaim> {
    for (let place = 0; place < this.#size; place++) yield this.#claims[place] as ActiveClaim;
  }
}
