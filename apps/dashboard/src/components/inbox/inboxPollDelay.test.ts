import { expect, test } from "vitest";
import { inboxPollDelay } from "./inboxPollDelay.ts";

const failed = (status?: number) => Object.assign(new Error("failed"), status ? { data: { httpStatus: status } } : {});

test("an inbox that responds is asked every 5 s", () => {
  expect(inboxPollDelay({ error: null, dataUpdatedAt: 1_000, errorUpdatedAt: 0 })).toBe(5_000);
});

test.each([
  ["the first failure", 5_200, 5_200],
  ["a later one", 20_000, 20_000],
  ["one after an hour", 3_600_000, 60_000],
  ["a failure at once", 10, 5_000],
])("%s: the next request comes after the time without a response, at most a minute", (_what, age, delay) => {
  expect(inboxPollDelay({ error: failed(503), dataUpdatedAt: 1_000, errorUpdatedAt: 1_000 + age })).toBe(delay);
});

test("without a session there is no next request, and without a right there is", () => {
  expect(inboxPollDelay({ error: failed(401), dataUpdatedAt: 1_000, errorUpdatedAt: 2_000 })).toBe(false);
  expect(inboxPollDelay({ error: failed(403), dataUpdatedAt: 1_000, errorUpdatedAt: 9_000 })).toBe(8_000);
});
