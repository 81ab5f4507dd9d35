/** Splits a list into batches of at most `maxItems` items and `maxWeight` weight. A heavier item is a batch of its own. */
export function cutBatches<T>(
  items: readonly T[],
  { maxItems, maxWeight, weigh }: { maxItems: number; maxWeight: number; weigh: (item: T) => number },
): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let weight = 0;
  for (const item of items) {
    const added = weigh(item);
    if (batch.length > 0 && (batch.length >= maxItems || weight + added > maxWeight)) {
      batches.push(batch);
      batch = [];
      weight = 0;
    }
    batch.push(item);
    weight += added;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
