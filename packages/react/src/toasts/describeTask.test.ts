import { expect, test } from "vitest";
import { describeByType, shortenText } from "./describeTask.ts";

test.each([
  ["IMAGE_PROCESS", "Image process"],
  ["video-render", "Video render"],
  ["sendEmail", "Send email"],
  ["", "Task"],
  [undefined, "Task"],
])("the type %s becomes words", (type, title) => {
  expect(describeByType({ type, data: { imageUrl: "upload:uploads/0123/holiday.jpg" } }).title).toBe(title);
});

test("a short text stays", () => {
  expect(shortenText("as it is", 20)).toBe("as it is");
});

test("line breaks and control characters become spaces", () => {
  expect(shortenText("a\r\n\u0000b\tc", 20)).toBe("a b c");
});

test("a long text is cut to the length, marked", () => {
  expect(shortenText("x".repeat(50), 10)).toBe(`${"x".repeat(9)}…`);
});

test("a pair of surrogates is not split", () => {
  expect(shortenText("123456789😀😀😀", 11)).toBe("123456789…");
});
