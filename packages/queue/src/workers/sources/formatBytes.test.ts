import { expect, test } from "vitest";
import { formatBytes } from "./formatBytes.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1 kB"],
  [999_600, "1 MB"],
  [3_437_000, "3.4 MB"],
  [25_000_000, "25 MB"],
  [2_000_000_000_000, "2,000 GB"],
])("%d is %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
