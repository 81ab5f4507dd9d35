import { expect, test } from "vitest";
import { cutData } from "./cutData.ts";

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test("what fits is returned as it is", () => {
  const data = { to: "ana@example.com", tags: [1, 2, null] };
  expect(cutData(data, 4096)).toBe(data);
});

test("a long string is cut and keeps its beginning", () => {
  const cut = cutData({ subject: "Hello", body: "x".repeat(100_000) }, 4096) as { subject: string; body: string };
  expect(cut.subject).toBe("Hello");
  expect(cut.body).toMatch(/^x{1000}…$/);
});

test("a long array says how much is left out", () => {
  const cut = cutData({ rows: Array.from({ length: 10_000 }, (_, index) => index) }, 4096) as { rows: unknown[] };
  expect(cut.rows.slice(0, 3)).toEqual([0, 1, 2]);
  expect(cut.rows.at(-1)).toBe("… (9950 more)");
});

test.each([
  ["an object with many keys", Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key${i}`, "value"]))],
  ["one with long keys", Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}${"k".repeat(5000)}`, 1]))],
  ["deep nesting", JSON.parse(`${'{"a":['.repeat(2000)}1${"]}".repeat(2000)}`)],
  ["wide and deep arrays", Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => "x".repeat(60)))],
  ["characters of four bytes", { text: "😀".repeat(50_000) }],
])("%s fits into the limit and is JSON", (_what, data) => {
  const cut = cutData(data, 4096);
  expect(bytesOf(cut)).toBeLessThanOrEqual(4096);
  expect(JSON.parse(JSON.stringify(cut))).toEqual(cut);
});

test("a pair of surrogates is not split", () => {
  const cut = cutData({ text: `${"x".repeat(999)}${"😀".repeat(5000)}` }, 4096) as { text: string };
  expect(cut.text.isWellFormed()).toBe(true);
});
