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
  // A timer that is given more than some 24 days fires at once.
  expect(readRefusal(error(429, { "retry-after": "99999999" })).retryAfterMs).toBe(86_400_000);
});

test.each([[new Error("connection refused")], [null], ["text"], [undefined]])("%s says nothing", (value) => {
  expect(readRefusal(value)).toEqual({ isSignedOut: false, retryAfterMs: undefined });
});
