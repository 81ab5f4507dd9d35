import { expect, test } from "vitest";
import { imageProcessInput } from "./imageProcessInput.ts";

test("an image alone is enough", () => {
  expect(imageProcessInput.parse({ imageUrl: "https://example.com/image.jpg" })).toEqual({
    imageUrl: "https://example.com/image.jpg",
    options: { resize: false, format: "webp" },
  });
});

test("resize can be true", () => {
  const data = { imageUrl: "https://example.com/image.jpg", options: { resize: true, format: "webp" } };
  expect(imageProcessInput.parse(data)).toEqual(data);
});

test("parsed data parses to the same data again", () => {
  const data = imageProcessInput.parse({ imageUrl: "upload:a.jpg", options: { resize: { width: 10 }, quality: 70 } });
  expect(imageProcessInput.parse(data)).toEqual(data);
});

test.each([
  [{}, ["imageUrl"]],
  [{ imageUrl: "image.jpg" }, ["imageUrl"]],
  [{ imageUrl: "upload:a", options: { format: "bmp" } }, ["options", "format"]],
  [{ imageUrl: "upload:a", options: { quality: 0 } }, ["options", "quality"]],
  [{ imageUrl: "upload:a", options: { resize: {} } }, ["options", "resize"]],
  [{ imageUrl: "upload:a", options: { resize: { width: 10_001 } } }, ["options", "resize", "width"]],
  [{ imageUrl: "upload:a", options: { resize: { width: 1.5 } } }, ["options", "resize"]],
  [{ imageUrl: "upload:a", options: { rotate: 90 } }, ["options"]],
])("%j is refused at %j", (data, path) => {
  const issues = imageProcessInput.safeParse(data).error?.issues ?? [];
  expect(issues.map((issue) => issue.path)).toEqual([path]);
});
