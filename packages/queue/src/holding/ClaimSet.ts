import type { ActiveClaim } from "./ActiveClaim.ts";

/**
 * Claims, each of which knows its place; in one set at a time. Instead of a `Set` or a `Map`: when thousands of entries pass
 * through one of those, V8 gives it a new table every now and then, to which the outgrown table points. What survived a
 * collection of the young generation then keeps all later tables, with the tasks in them, until the next full collection.
 */
export class ClaimSet implements Iterable<ActiveClaim> {
  /** As long as it ever was: the places from `#size` on are empty. */
  readonly #claims: (ActiveClaim | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(claim: ActiveClaim): void {
    claim.place = this.#size;
    this.#claims[this.#size++] = claim;
  }

  /** The last one takes its place. */
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
