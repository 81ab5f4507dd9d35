import { expect, test } from "vitest";
import { summarizeProgress } from "./tabTitle.ts";

test.each([
  [[], 0, ""],
  [[null, null], 2, "2 running"],
  [[40, 61], 2, "51 %"],
  [[40, null], 2, "40 %"],
])("progress %j of %i running tasks reads %j", (progress, running, text) => {
  expect(
    summarizeProgress(
      progress.map((value) => ({ progress: value })),
      running,
    ),
  ).toBe(text);
});
