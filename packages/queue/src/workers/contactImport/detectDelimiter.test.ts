import { expect, test } from "vitest";
import { detectDelimiter } from "./detectDelimiter.ts";

test.each([
  ["email,name\na;b;c;d@example.com,x", ","],
  ["email;name;company\r\n", ";"],
  ["email\tname\rx", "\t"],
  ["email", ","],
  ["", ","],
  ["\ufeff\r\n\nemail;name\n", ";"],
  ['"last, first, middle";email\n', ";"],
  ['"a,b\n,,,,";email\n,,,,,,', ";"],
  ['"never, closed', ","],
  ["\ufeffsep=;\r\nemail,name;company\r\n", ";"],
  ["sep=|\nemail|name\n", "|"],
])("the delimiter of %j is %j", (head, delimiter) => {
  expect(detectDelimiter(head)).toBe(delimiter);
});
