import { expect, test } from "vitest";
import { formatBytes } from "./formatBytes.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_234, "1.2 kB"],
  [999_600, "1 MB"],
  [25_000_000, "25 MB"],
  [123_456_789, "123 MB"],
  [5_400_000_000, "5.4 GB"],
])("%i bytes read %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
