import { expect, test } from "vitest";
import { csvRule, explainBadFile, photoRule } from "./fileRules.ts";

test.each(["a.jpg", "B.JPEG", "c.PNG", "d.e.webp"])("%s may be a photo", (name) => {
  expect(explainBadFile({ name, size: 1_000 }, photoRule)).toBeNull();
});

test("a file of the wrong format is refused with the accepted formats", () => {
  expect(explainBadFile({ name: "notes.pdf", size: 10 }, photoRule)).toMatch(/notes\.pdf.*not a photo.*JPEG, PNG/);
  expect(explainBadFile({ name: "README", size: 10 }, csvRule)).toMatch(/not a CSV file/);
});

test("a HEIC photo is refused with advice", () => {
  expect(explainBadFile({ name: "IMG_1.HEIC", size: 10 }, photoRule)).toMatch(/Save it as JPEG/);
});

test("a file that is too large is refused with its size and the limit", () => {
  expect(explainBadFile({ name: "a.jpg", size: 31_400_000 }, photoRule)).toMatch(/31\.4 MB\..*limit is 25 MB/);
});

test("an empty file is refused", () => {
  expect(explainBadFile({ name: "a.csv", size: 0 }, csvRule)).toMatch(/empty/);
});

test("a folder is refused with advice, whatever its name", () => {
  expect(explainBadFile({ name: "photos.jpg", size: 4096, isFolder: true }, photoRule)).toMatch(
    /is a folder\. Open it/,
  );
});

test("a refusal shows a strange name as text, cut in its middle", () => {
  const name = `photo\u202E${"a".repeat(300)}.exe`;
  expect(explainBadFile({ name, size: 1 }, photoRule)).toMatch(/^“photo\ufffda{26}…a{11}\.exe” is not a photo/);
});
