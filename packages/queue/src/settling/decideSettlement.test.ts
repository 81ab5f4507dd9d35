import { describe, expect, test } from "vitest";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { ProviderError, RateLimitError } from "../domain/errors/errors.ts";
import type { Outcome } from "../domain/outcome.ts";
import { decideSettlement, type SettlementPolicy } from "./decideSettlement.ts";

const task = {
  id: "c1",
  token: "t1",
  startedAtMs: 0,
  history: { failureCount: 0, failedProviders: null, errorPatterns: null },
} as unknown as ClaimedTask;
const policy: SettlementPolicy = {
  ...{ backoff: {}, providers: [], provider: null, hasBegun: true },
  times: { waitMs: 1, runMs: 2 },
};

const refuse = () => {
  throw new Error("no");
};
/** Answers nothing, not even what it is. */
const hostile = new Proxy({}, { get: refuse, getPrototypeOf: refuse });
const throwing = (thrown: unknown) => ({
  get field() {
    throw thrown;
  },
});

describe("whatever a worker throws is recorded as a failure", () => {
  test.each<[string, unknown, string]>([
    ["null", null, "null"],
    ["a symbol", Symbol("why"), "Symbol(why)"],
    ["a proxy whose traps throw", hostile, "The worker threw a value that cannot be read."],
    [
      "a rate limit behind a proxy whose getters throw",
      new Proxy(new RateLimitError("openai"), { get: refuse }),
      "The worker threw a value that cannot be read.",
    ],
    ["an object without prototype", Object.assign(Object.create(null), { message: "bare" }), "bare"],
    ["an error whose message changes its type", changingMessage(), "first"],
  ])("%s", (_, error, message) => {
    const settlement = decideSettlement(task, { kind: "threw", error }, policy);
    expect(settlement).toMatchObject({ kind: "fail", record: { outcome: "FAILED", error: { message } } });
  });
});

function changingMessage(): Error {
  let reads = 0;
  return Object.defineProperty(new Error(), "message", { get: () => (reads++ === 0 ? "first" : { not: "a text" }) });
}

test.each<[string, unknown]>([
  ["a getter that throws a proxy whose traps throw", throwing(hostile)],
  ["a proxy whose traps throw", hostile],
  ["a getter that throws null", throwing(null)],
])("%s as a result leaves the task completed, with a note", (_, value) => {
  expect(decideSettlement(task, { kind: "succeeded", value }, policy)).toMatchObject({
    kind: "complete",
    record: { result: null, note: expect.stringContaining("could not be stored") },
  });
});

test("the name of a provider is stored as a valid string", () => {
  const name = "open\0ai\ud800";
  const failed = decideSettlement(task, { kind: "threw", error: new ProviderError(name) }, policy);
  expect(failed).toMatchObject({ record: { provider: "openai\ufffd", failedProviders: ["openai\ufffd"] } });
  const limited = decideSettlement(task, { kind: "threw", error: new RateLimitError(name) }, policy);
  expect(limited).toMatchObject({ coolDown: { provider: "openai\ufffd" } });
});

test("tasks that wait for the same provider start at different times, and none too early", () => {
  const waits = Array.from({ length: 200 }, () => {
    const settlement = decideSettlement(task, { kind: "noProvider", waitMs: 60_000, providers: ["openai"] }, policy);
    return settlement.kind === "requeue" ? (settlement.record.delayMs ?? 0) : 0;
  });
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(60_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(65_000);
  expect(new Set(waits).size).toBeGreaterThan(100);
});

test("error patterns in the row that have another shape are ignored", () => {
  const odd = { ...task, history: { ...task.history, errorPatterns: { a: null, b: 5, c: { count: "x" } } as never } };
  expect(decideSettlement(odd, { kind: "threw", error: new Error("no") }, policy)).toMatchObject({ kind: "fail" });
});

test.each<[string, Outcome]>([
  ["succeeded", { kind: "succeeded", value: undefined }],
  ["succeeded with a result", { kind: "succeeded", value: 1 }],
  ["succeeded with a result that cannot be stored", { kind: "succeeded", value: 1n }],
  ["failed", { kind: "threw", error: new Error("no") }],
  ["ran out of time", { kind: "timedOut", error: new Error("late") }],
])("an attempt that %s is recorded with its times", (_, outcome) => {
  expect(decideSettlement(task, outcome, policy)).toMatchObject({ record: { waitMs: 1, runMs: 2 } });
});
