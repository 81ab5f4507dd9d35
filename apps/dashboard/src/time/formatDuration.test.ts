import { expect, test } from "vitest";
import { formatDuration } from "./formatDuration.ts";

test.each([
  [-5, "0 ms"],
  [850, "850 ms"],
  [12_440, "12.4 s"],
  [59_949, "59.9 s"],
  [200_000, "3 min 20 s"],
  [7_500_000, "2 h 5 min"],
])("%i ms read %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
