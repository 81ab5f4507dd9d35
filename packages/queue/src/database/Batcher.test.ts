import { expect, test } from "vitest";
import { Batcher, maxBatch, maxBatchWeight } from "./Batcher.ts";

/** A writer that writes nothing and records the sizes of the batches. */
function recordBatches(options?: ConstructorParameters<typeof Batcher<number, number>>[1]) {
  const sizes: number[] = [];
  const write = async (items: readonly number[]) => {
    sizes.push(items.length);
    await new Promise(setImmediate);
    return items.map((item) => item * 2);
  };
  return { sizes, batcher: new Batcher<number, number>(write, options) };
}

test("items of one turn form batches of limited size, and each item receives its own result", async () => {
  const { sizes, batcher } = recordBatches();
  const items = Array.from({ length: maxBatch + 3 }, (_, n) => n);
  const results = await Promise.all(items.map((item) => batcher.add(item)));
  expect(results).toEqual(items.map((item) => item * 2));
  expect(sizes).toEqual([maxBatch, 3]);
});

test("heavy items form small batches, and the heaviest item a batch of its own", async () => {
  const { sizes, batcher } = recordBatches({ weigh: (item) => item });
  const half = maxBatchWeight / 2;
  await Promise.all([half, half, half, maxBatchWeight * 3, 1, 1].map((item) => batcher.add(item)));
  expect(sizes).toEqual([2, 2, 2]);
});

test("a batch that fails rejects only its own items", async () => {
  let batches = 0;
  const batcher = new Batcher<number, number>(async (items) => {
    if (++batches === 1) throw new Error("lost");
    return items;
  });
  const first = batcher.add(1);
  await expect(first).rejects.toThrow("lost");
  expect(await batcher.add(2)).toBe(2);
});

test("drain waits for all added items", async () => {
  const { sizes, batcher } = recordBatches({ parallel: 2 });
  const added = Array.from({ length: 3 * maxBatch }, (_, n) => batcher.add(n));
  await batcher.drain();
  expect(sizes).toEqual([maxBatch, maxBatch, maxBatch]);
  await Promise.all(added);
});
