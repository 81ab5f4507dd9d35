import { expect, test } from "vitest";
import { isSeparatorLine, readSeparatorLine } from "./separatorLine.ts";

test.each([
  ["sep=;\nemail;name", ";"],
  ["\ufeffsep=;\r\nemail;name", ";"],
  ["SEP=,\r\nemail,name", ","],
  ["sep=\t\nemail\tname", "\t"],
  ["sep=|\remail|name", "|"],
  ['"sep=;"\r\nemail;name', ";"],
  ["\n\nsep=;", ";"],
])("%j names the delimiter %j", (head, delimiter) => {
  expect(readSeparatorLine(head)).toBe(delimiter);
});

test.each(["email;name\nsep=;", "sep=\nemail", "sep=;;\n", "sep=x\n", "separator;email\n", ""])(
  "%j names no delimiter",
  (head) => {
    expect(readSeparatorLine(head)).toBeUndefined();
  },
);

test.each([
  [["sep=", ""], ";", true],
  [["sep=;"], ",", true],
  [["sep=", ""], "\t", true],
  [["email", "name"], ";", false],
  [["sep=", "", ""], ";", false],
])("%j is a line that names the delimiter: %j, %j", (fields, delimiter, expected) => {
  expect(isSeparatorLine(fields, delimiter)).toBe(expected);
});
