import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PacedReader } from "./PacedReader.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const noError = (error: unknown) => expect.fail(`unexpected: ${error}`);

/** A reader whose reads take a time, with a list of what it has read and when. */
function createReader(durationMs: number) {
  const reads: [item: string, atMs: number][] = [];
  const startMs = performance.now();
  const reader = new PacedReader<string>(async (item) => {
    reads.push([item, Math.round(performance.now() - startMs)]);
    await new Promise((resolve) => setTimeout(resolve, durationMs));
  }, noError);
  return { reader, reads };
}

/** Marks an item again and again, and returns when it was read. */
async function readAlways(durationMs: number, forMs: number): Promise<number[]> {
  const { reader, reads } = createReader(durationMs);
  for (let ms = 0; ms < forMs; ms += 5) {
    reader.mark("ana");
    await vi.advanceTimersByTimeAsync(5);
  }
  reader.close();
  return reads.map(([, atMs]) => atMs);
}

test("after a quiet time the first changes are read at once, with pauses of 20 ms", async () => {
  const times = await readAlways(10, 300);
  expect(times.slice(0, 5)).toEqual([0, 30, 60, 90, 120]);
});

test("reads take about 3 % of the time, however often an item is marked", async () => {
  const times = await readAlways(10, 60_000);
  expect(times.length * 10).toBeGreaterThan(0.03 * 60_000);
  expect(times.length * 10).toBeLessThan(0.035 * 60_000 + 250);
});

test("a read that had to wait for the processor does not prolong the pauses", async () => {
  let reads = 0;
  const reader = new PacedReader<string>(async () => {
    await new Promise((resolve) => setTimeout(resolve, reads++ % 2 === 0 ? 1 : 300));
  }, noError);
  for (let ms = 0; ms < 20_000; ms += 5) {
    reader.mark("ana");
    await vi.advanceTimersByTimeAsync(5);
  }
  reader.close();
  expect(reads).toBeGreaterThan(100);
});

test("a pause is at most a second", async () => {
  const times = await readAlways(5_000, 20_000);
  expect(times).toEqual([0, 6_000, 12_000, 18_000]);
});

test("marks of an item while it waits are one read, and a mark while it is read is another", async () => {
  const { reader, reads } = createReader(10);
  reader.mark("ana");
  await vi.advanceTimersByTimeAsync(5);
  for (let n = 0; n < 5; n++) reader.mark("ana");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reads).toHaveLength(2);
});

test("urgent marks come first, and others in the order of their marks", async () => {
  const { reader, reads } = createReader(1);
  for (const item of ["first", "a", "b", "a"]) reader.mark(item);
  reader.markUrgent("new");
  reader.forget("b");
  reader.mark("c");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reads.map(([item]) => item)).toEqual(["first", "new", "a", "c"]);
});

test("a failed item is read again after a second, and only the first of a row of failures is reported", async () => {
  let failures = 3;
  const errors: unknown[] = [];
  let reads = 0;
  const reader = new PacedReader<string>(
    async () => {
      reads += 1;
      if (failures-- > 0) throw new Error("away");
    },
    (error) => errors.push(error),
  );
  reader.mark("ana");
  await vi.advanceTimersByTimeAsync(2_999);
  expect(reads).toBe(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reads).toBe(4);
  expect(errors).toHaveLength(1);
});

test("a closed reader reads nothing more", async () => {
  const { reader, reads } = createReader(10);
  reader.mark("ana");
  reader.mark("ben");
  await vi.advanceTimersByTimeAsync(20);
  reader.close();
  reader.mark("eva");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reads).toHaveLength(1);
});

test("an item that is urgent again and again does not keep others from being read", async () => {
  const { reader, reads } = createReader(2);
  for (let ms = 0; ms < 10_000; ms += 5) {
    reader.markUrgent("ana");
    reader.mark("ben");
    await vi.advanceTimersByTimeAsync(5);
  }
  reader.close();
  const count = (name: string) => reads.filter(([item]) => item === name).length;
  expect(count("ben")).toBeGreaterThan(20);
  expect(Math.abs(count("ana") - count("ben"))).toBeLessThanOrEqual(1);
});

describe("a read that hangs", () => {
  /** A reader whose reads of `hung…` end when a test says. */
  function createHanging() {
    const reads: string[] = [];
    const ends = new Map<string, () => void>();
    const reader = new PacedReader<string>((item) => {
      reads.push(item);
      return item.startsWith("hung") ? new Promise<void>((resolve) => ends.set(item, resolve)) : Promise.resolve();
    }, noError);
    return { reader, reads, end: (item: string) => ends.get(item)?.() };
  }

  test("keeps the others waiting for 2 s at most", async () => {
    const { reader, reads } = createHanging();
    for (const item of ["hung", "ana", "ben"]) reader.mark(item);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(reads).toEqual(["hung"]);
    await vi.advanceTimersByTimeAsync(200);
    expect(reads).toEqual(["hung", "ana", "ben"]);
  });

  test("is not made a second time before it has ended", async () => {
    const { reader, reads, end } = createHanging();
    reader.mark("hung");
    await vi.advanceTimersByTimeAsync(3_000);
    reader.mark("hung");
    reader.markUrgent("hung");
    reader.mark("ana");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reads).toEqual(["hung", "ana"]);
    end("hung");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reads).toEqual(["hung", "ana", "hung"]);
  });

  test("is one of three at most: the next waits until one has ended", async () => {
    const { reader, reads, end } = createHanging();
    for (const item of ["hung1", "hung2", "hung3", "ana"]) reader.mark(item);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(reads).toEqual(["hung1", "hung2", "hung3"]);
    end("hung2");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reads).toEqual(["hung1", "hung2", "hung3", "ana"]);
  });
});
