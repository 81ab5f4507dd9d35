import { expect, test } from "vitest";
import { DatabaseUnavailableError, LockTimeoutError, ProviderError } from "./errors.ts";

test("a lock timeout in the middle of a batch says what was added, and is not to be retried as a whole", () => {
  const error = new LockTimeoutError(undefined, { what: 'the unique key "k" of type A', waitedMs: 10_000, added: 2 });
  expect(error.retryable).toBe(false);
  expect(error.message).toContain("2 other tasks of this call were added before. Add the rest again");
  expect(new LockTimeoutError(undefined).retryable).toBe(true);
});

test("a database that refuses both of its addresses is reported with the reasons", () => {
  const refusal = (address: string) => Object.assign(new Error(`connect ${address}`), { code: "ECONNREFUSED" });
  const { message } = new DatabaseUnavailableError(new AggregateError([refusal("::1"), refusal("127.0.0.1")]));
  expect(message).toContain("(AggregateError (ECONNREFUSED: connect ::1; ECONNREFUSED: connect 127.0.0.1))");
});

test.each<[string, unknown, string]>([
  ["an error", new Error("500"), "openai failed: 500"],
  ["a text", "HTTP 500", "openai failed: HTTP 500"],
  ["an object", { status: 500 }, 'openai failed: {"status":500}'],
  ["nothing", undefined, "openai failed"],
  ["null", null, "openai failed"],
])("a provider that failed with %s has it in its message", (_, cause, message) => {
  const error = new ProviderError("openai", cause);
  expect(error.message).toBe(message);
  expect(error.cause).toBe(cause);
});
