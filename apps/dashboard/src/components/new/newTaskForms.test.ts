import { expect, test } from "vitest";
import { formOf } from "./newTaskForms.ts";

test.each([
  [[{ name: "lake.jpg", type: "image/jpeg" }], "photo"],
  [[{ name: "Contacts.CSV", type: "" }], "contacts"],
  [[{ name: "export", type: "text/csv" }], "contacts"],
  [[{ name: "notes.pdf", type: "application/pdf" }], "photo"],
  [[], "photo"],
] as const)("files %j go to the form %s", (files, form) => {
  expect(formOf(files)).toBe(form);
});
