/** Claims that a sweep left to their runners, and since when. One that a sweep does not see again is forgotten. */
export class SparedClaims {
  #since: ReadonlyMap<string, number> = new Map();

  /** @param names - what the last sweep spared */
  note(names: readonly string[]): void {
    const now = performance.now();
    this.#since = new Map(names.map((name) => [name, this.#since.get(name) ?? now]));
  }

  /** Those that have been spared for so many milliseconds. */
  sparedFor(ms: number): string[] {
    const until = performance.now() - ms;
    return [...this.#since].flatMap(([name, since]) => (since <= until ? [name] : []));
  }
}
