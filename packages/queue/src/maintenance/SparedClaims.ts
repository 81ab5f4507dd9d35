/** The expired claims that rescue left to their runners, and since when. A claim that the next rescue does not find is removed. */
export class SparedClaims {
  #since: ReadonlyMap<string, number> = new Map();

  /** @param names - the claims that the last rescue spared */
  note(names: readonly string[]): void {
    const now = performance.now();
    this.#since = new Map(names.map((name) => [name, this.#since.get(name) ?? now]));
  }

  /** Returns the claims that have been spared for at least this many milliseconds. */
  sparedFor(ms: number): string[] {
    const until = performance.now() - ms;
    return [...this.#since].flatMap(([name, since]) => (since <= until ? [name] : []));
  }
}
