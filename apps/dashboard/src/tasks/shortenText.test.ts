import { expect, test } from "vitest";
import { shortenText } from "./shortenText.ts";

test("a short text stays", () => {
  expect(shortenText("as it is", 20)).toBe("as it is");
});

test("line breaks and control characters become spaces", () => {
  expect(shortenText("a\r\n\u0000b\tc", 20)).toBe("a b c");
});

test("a long text is cut to the length, marked", () => {
  expect(shortenText("x".repeat(50), 10)).toBe(`${"x".repeat(9)}…`);
});

test("a pair of surrogates is not torn apart", () => {
  expect(shortenText("123456789😀😀😀", 11)).toBe("123456789…");
});
