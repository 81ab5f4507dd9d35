import { expect, test } from "vitest";
import { readRefusal } from "./readRefusal.ts";

const error = (status: number, headers?: Record<string, string>) => ({
  data: { httpStatus: status },
  meta: { response: new Response(null, { status, headers: headers ?? {} }) },
});

test("401 and 403 mean that there is no session", () => {
  expect([401, 403, 500].map((status) => readRefusal(error(status)).isSignedOut)).toEqual([true, true, false]);
});

test("429 says how long to wait, a minute when it does not", () => {
  expect(readRefusal(error(429, { "retry-after": "7" })).retryAfterMs).toBe(7_000);
  expect(readRefusal(error(429)).retryAfterMs).toBe(60_000);
  expect(readRefusal(error(429, { "retry-after": "soon" })).retryAfterMs).toBe(60_000);
});

test("a wait of 30 days is cut to 10 minutes", () => {
  expect(readRefusal(error(429, { "retry-after": "2592000" })).retryAfterMs).toBe(600_000);
});

test("Retry-After may be a time of the server's clock", () => {
  const headers = { date: "Thu, 01 Jan 2026 10:00:00 GMT", "retry-after": "Thu, 01 Jan 2026 10:00:45 GMT" };
  expect(readRefusal(error(429, headers)).retryAfterMs).toBe(45_000);
});

test.each([[new Error("connection refused")], [null], ["text"], [undefined]])("%s says nothing", (value) => {
  expect(readRefusal(value)).toEqual({ isSignedOut: false, retryAfterMs: undefined });
});
