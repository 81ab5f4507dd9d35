import { expect, test } from "vitest";
import { groupRows } from "./groupRows.ts";

async function groupNumbers(numbers: number[], size: number): Promise<number[][]> {
  const groups: number[][] = [];
  const rows = (async function* () {
    for (const number of numbers) yield { number };
  })();
  for await (const group of groupRows(rows, size)) groups.push(group.map((row) => row.number));
  return groups;
}

test.each([
  [[], []],
  [[1], [[1]]],
  [[1, 2, 3], [[1, 2, 3]]],
  [
    [1, 2, 3, 4],
    [[1, 2, 3], [4]],
  ],
  [
    [2, 3, 5, 9, 10],
    [[2, 3], [5], [9], [10]],
  ],
  [[7], [[7]]],
])("rows %j form groups of three: %j", async (numbers, groups) => {
  expect(await groupNumbers(numbers, 3)).toEqual(groups);
});
