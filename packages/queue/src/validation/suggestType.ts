/** The name that was probably meant: one of `known` that differs from `type` by case, or by one or two slips of the hand. */
export function suggestType(type: string, known: Iterable<string>): string | undefined {
  let best: { name: string; slips: number } | undefined;
  for (const name of known) {
    // Short names differ by little although they mean different things.
    const most = Math.min(2, Math.floor(name.length / 4));
    const slips = name === type ? most + 1 : countSlips(type.toLowerCase(), name.toLowerCase());
    if (slips <= most && slips < (best?.slips ?? Number.POSITIVE_INFINITY)) best = { name, slips };
  }
  return best?.name;
}

/** Letters left out, added, replaced, or swapped with the next one (the optimal string alignment distance). */
function countSlips(a: string, b: string): number {
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
