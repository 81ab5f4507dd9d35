import { afterEach, expect, test, vi } from "vitest";
import { logProblem } from "./log.ts";

const error = vi.spyOn(console, "error").mockImplementation(() => {});
afterEach(() => error.mockClear());

test("a line tells what caused the problem, without secrets", () => {
  const cause = Object.assign(new Error("no route to postgresql://app:hunter2@db/app"), { code: "EHOSTUNREACH" });
  logProblem("Request 1", new TypeError("fetch failed", { cause }));
  const [line] = error.mock.calls[0] as [string];
  expect(line).toMatch(/Request 1: TypeError: fetch failed\n {4}.*caused by Error: no route to/s);
  expect(line).not.toContain("hunter2");
});

test("a problem that is no error is told as it is", () => {
  logProblem("Request 1", "gone");
  expect(error.mock.calls[0]?.[0]).toMatch(/Request 1: gone$/);
});
