import { expect, test } from "vitest";
import { makeTask } from "../../../../packages/react/test/support/makeTask.ts";
import { isFound, matchesSearch, mergeTasks, toSearch } from "./findTasks.ts";

const task = makeTask("abc123", {
  type: "EMAIL_SEND",
  data: { to: "ana@example.com", subject: "Hello" },
  errorMessage: "421 busy",
});

test.each(["", "  ", "hello", "ANA hello", "email_send", "abc1", "busy"])("%j finds the email", (search) => {
  expect(matchesSearch(task, search)).toBe(true);
});

test("all words must occur", () => {
  expect(matchesSearch(task, "hello ben")).toBe(false);
});

test("a query finds tasks of its tab and its type", () => {
  const found = (tab: "active" | "failed", type?: string) => isFound(task, { tab, search: "hello", type }, 0);
  expect([found("active"), found("failed"), found("active", "EMAIL_SEND"), found("active", "OTHER")]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("the address has only what differs from all tasks", () => {
  expect(toSearch({ tab: "all", search: "", type: undefined })).toEqual({});
  expect(toSearch({ tab: "failed", search: "a b", type: "X" })).toEqual({ show: "failed", q: "a b", type: "X" });
});

test("of two states of a task the newer one stays", () => {
  const merged = mergeTasks(
    [makeTask("a", { status: "COMPLETED", rev: 2 })],
    [makeTask("a", { status: "PROCESSING", rev: 1 })],
  );
  expect([...merged.values()].map(({ status }) => status)).toEqual(["COMPLETED"]);
});
