import { expect, test } from "vitest";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { mapHeader } from "./mapHeader.ts";

test.each([
  [["email"], { email: 0, name: null, company: null, count: 1 }],
  [["Company", "NAME", "Email"], { email: 2, name: 1, company: 0, count: 3 }],
  [[" E-Mail ", "Full_Name", "phone", "organisation"], { email: 0, name: 1, company: 3, count: 4 }],
  [["email", "email"], { email: 0, name: null, company: null, count: 2 }],
])("the columns of %j are found", (header, columns) => {
  expect(mapHeader(header)).toEqual(columns);
});

test("a header without an email column is refused with the names of its columns", () => {
  expect(() => mapHeader(["Name", "Phone"])).toThrow(UnrecoverableError);
  expect(() => mapHeader(["Name", "Phone"])).toThrow('Its first line names "Name", "Phone"');
});

test("a header of very many columns is cut in the message", () => {
  const header = Array.from({ length: 500 }, (_, index) => `column ${index}`);
  expect(() => mapHeader(header)).toThrow('"column 19", and 480 more');
});
