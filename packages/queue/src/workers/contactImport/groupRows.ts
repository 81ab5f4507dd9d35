/**
 * Groups rows by their numbers: 1 to `size`, the next `size`, and so on. The groups depend only on the file, and not on the
 * row at which an attempt resumes.
 */
export async function* groupRows<TRow extends { number: number }>(
  rows: AsyncIterable<TRow>,
  size: number,
): AsyncGenerator<TRow[], void, undefined> {
  let group: TRow[] = [];
  let end = size;
  for await (const row of rows) {
    if (row.number > end) {
      if (group.length > 0) yield group;
      group = [];
      end = Math.ceil(row.number / size) * size;
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}
