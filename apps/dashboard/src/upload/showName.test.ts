import { expect, test } from "vitest";
import { showName, splitName } from "./showName.ts";

test.each([
  ["holiday.jpg", "holiday.jpg"],
  ["Größe 你好 🙂.csv", "Größe 你好 🙂.csv"],
  ["photo\u202Egnp.exe", "photo\ufffdgnp.exe"],
  ["\u200Fa\nb.csv", "\ufffda\ufffdb.csv"],
])("%j is shown as %j", (name, shown) => {
  expect(showName(name)).toBe(shown);
});

test("a long name keeps its beginning and its end", () => {
  expect(showName(`${"a".repeat(300)}-final.jpg`, 20)).toBe("aaaaaaaaaaaaa…al.jpg");
  expect(showName(`${"a".repeat(300)}.jpg`)).toHaveLength(48);
});

test("an emoji of several characters is not cut", () => {
  const family = "👩‍👩‍👧";
  expect(showName(`${family.repeat(30)}.jpg`, 10)).toBe(`${family.repeat(6)}…jpg`);
  expect(showName(`${family.repeat(6)}.jpg`, 10)).toBe(`${family.repeat(6)}.jpg`);
});

test("a name is split before its last letters, unless it is short", () => {
  expect(splitName("holiday.jpg")).toEqual(["holiday.jpg", ""]);
  expect(splitName(`${"a".repeat(300)}\u202E👩‍👩‍👧.jpg`)).toEqual(["a".repeat(294), "aaaaaa\ufffd👩‍👩‍👧.jpg"]);
});
