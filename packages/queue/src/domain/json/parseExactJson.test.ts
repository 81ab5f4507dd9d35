import { expect, test } from "vitest";
import { parseExactJson } from "./parseExactJson.ts";

test.each([
  ["an integer beyond 2^53", "1970670598291982290", "1970670598291982290"],
  ["a negative one", "-1970670598291982290", "-1970670598291982290"],
  ["one in nested arrays", '[[{"id": [1970670598291982290]}]]', [[{ id: ["1970670598291982290"] }]]],
  ["the largest safe integer", "9007199254740991", 9007199254740991],
  ["the first unsafe integer", "9007199254740992", "9007199254740992"],
  ["an integer with 401 digits, as jsonb prints 1e400", `1${"0".repeat(400)}`, `1${"0".repeat(400)}`],
  ["a number beyond the range of a double", "[1e400, 1234567890123456789]", [Infinity, "1234567890123456789"]],
  ["zero with a sign", "[-0, 1234567890123456789]", [-0, "1234567890123456789"]],
  ["a fraction with many digits", "0.1234567890123456789", Number("0.1234567890123456789")],
  ["a large number with a fraction", "12345678901234567890.5", Number("12345678901234567890.5")],
  ["an exponent", "1234567890123456789e2", Number("1234567890123456789e2")],
])("%s", (_what, json, expected) => {
  expect(parseExactJson(json)).toEqual(expected);
});

test("digits in strings and names stay, also after quotes and backslashes", () => {
  const value = { '1970670598291982290"': 'say "1970670598291982290" \\', "\\": "1970670598291982290\n", n: [1, "x"] };
  expect(parseExactJson(JSON.stringify(value))).toEqual(value);
  expect(parseExactJson(JSON.stringify(value, null, 2))).toEqual(value);
});

test("a string of a megabyte is read", () => {
  const value = { text: `${'"9007199254740993\\'.repeat(60_000)}` };
  expect(parseExactJson(JSON.stringify(value))).toEqual(value);
});

test("text that is not JSON is refused", () => {
  expect(() => parseExactJson("[1970670598291982290")).toThrow(SyntaxError);
  expect(() => parseExactJson("01970670598291982290x")).toThrow(SyntaxError);
});
