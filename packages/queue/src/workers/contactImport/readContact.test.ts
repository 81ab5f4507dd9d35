import { expect, test } from "vitest";
import { readContact } from "./readContact.ts";

const columns = { email: 1, name: 0, company: 2, count: 3 };

test.each([
  [["Ana", "ana@example.com", "Acme"], { email: "ana@example.com", name: "Ana", company: "Acme" }],
  [["  ", " ana@example.com ", ""], { email: "ana@example.com", name: null, company: null }],
  [["Ana", "ana@example.com"], { email: "ana@example.com", name: "Ana", company: null }],
  [["Ana", "ana@example.com", "Acme", "", " "], { email: "ana@example.com", name: "Ana", company: "Acme" }],
])("%j is a contact", (row, contact) => {
  expect(readContact(row, columns)).toEqual(contact);
});

test("columns that the file does not have are empty", () => {
  const fields = readContact(["ana@example.com"], { email: 0, name: null, company: null, count: 1 });
  expect(fields).toEqual({ email: "ana@example.com", name: null, company: null });
});

test.each([
  [["Ana"], "email is missing"],
  [["Ana", " ", "Acme"], "email is missing"],
  [["Ana", "ana", "Acme"], 'email "ana" is not an email address'],
  [["Ana", `${"a".repeat(300)}@example.com`, "Acme"], "email is longer than 254 characters"],
  [["A".repeat(201), "nobody", "Acme"], 'email "nobody" is not an email address; name is longer than 200 characters'],
  [["Ana", "ana@example.com", "Acme", "surplus"], "has 4 columns, the first line has 3"],
])("%j is refused: %s", (row, message) => {
  expect(readContact(row, columns)).toBe(message);
});
