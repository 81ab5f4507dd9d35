/** Returns the name that was probably meant: the one of `known` that differs from `given` by case, or by one or two typos. */
export function suggestName(given: string, known: Iterable<string>): string | undefined {
  let best: { name: string; typos: number } | undefined;
  for (const name of known) {
    // Short names with different meanings differ by only a few letters.
    const limit = Math.min(2, Math.floor(name.length / 4));
    const typos = name === given ? limit + 1 : countTypos(given.toLowerCase(), name.toLowerCase());
    if (typos <= limit && typos < (best?.typos ?? Number.POSITIVE_INFINITY)) best = { name, typos };
  }
  return best?.name;
}

/** Counts letters left out, added, replaced, or swapped with the next one (optimal string alignment distance). */
function countTypos(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, last] = [last, next];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
