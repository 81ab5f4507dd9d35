import { Readable } from "node:stream";
import { expect, test, vi } from "vitest";
import { readCsvRows } from "./readCsvRows.ts";

async function readNumbers(file: Readable): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { number } of readCsvRows(file, ",")) numbers.push(number);
  return numbers;
}

test("rows are numbered from the header on, empty lines too, line breaks in quotes not", async () => {
  const content = '\n\nheader\none\n\nthree\n"four\nfour"\nfive\n';
  expect(await readNumbers(Readable.from([Buffer.from(content)]))).toEqual([0, 1, 3, 4, 5]);
});

test("a file is read no faster than its rows are taken, and closed when no more are", async () => {
  let bytes = 0;
  const endless = new Readable({
    read() {
      const lines = "person@example.com,Person\n".repeat(1_000);
      bytes += lines.length;
      this.push(Buffer.from(lines));
    },
  });
  let rows = 0;
  for await (const _row of readCsvRows(endless, ",")) {
    rows += 1;
    if (rows === 50_000) break;
  }
  expect(bytes).toBeLessThan(3_000_000);
  await vi.waitUntil(() => endless.destroyed);
});

test("a file that breaks off fails with what broke it", async () => {
  const breaking = Readable.from(
    (async function* () {
      yield Buffer.from("header\none\n");
      throw new Error("the disk is gone");
    })(),
  );
  await expect(readNumbers(breaking)).rejects.toThrow("the disk is gone");
});
