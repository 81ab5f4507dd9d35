import { expect, test } from "vitest";
import { makeTask } from "../../test/support/makeTask.ts";
import { matchesFilter } from "./matchesFilter.ts";

const task = makeTask("abc123", {
  type: "EMAIL_SEND",
  data: { to: "ana@example.com", subject: "Hello" },
  errorMessage: "421 busy",
});

test.each(["", "  ", "hello", "ANA hello", "email_send", "abc1", "busy"])("%j finds the email", (filter) => {
  expect(matchesFilter(task, filter)).toBe(true);
});

test("all words must occur", () => {
  expect(matchesFilter(task, "hello ben")).toBe(false);
});
