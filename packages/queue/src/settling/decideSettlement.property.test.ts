import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { ProviderError, RateLimitError, SnoozeError, UnrecoverableError } from "../domain/errors/errors.ts";
import { toStorableJson } from "../domain/json/json.ts";
import type { Outcome } from "../domain/outcome.ts";
import { maxDelayMs } from "../domain/retryPolicy.ts";
import { decideSettlement, type SettlementPolicy } from "./decideSettlement.ts";

const names = fc.constantFrom("openai", "anthropic", "mistral", "__proto__");
const task = fc.record({ failureCount: fc.nat(1_000_000), failedProviders: fc.option(fc.array(names)) }).map(
  (left) =>
    ({
      id: "task",
      token: "token",
      startedAtMs: 0,
      history: { errorPatterns: null, ...left },
    }) as unknown as ClaimedTask,
);
const policy: fc.Arbitrary<SettlementPolicy> = fc.record({
  backoff: fc.constantFrom(
    {},
    { baseMs: 5, jitter: 0 },
    () => Number.NaN,
    () => {
      throw new Error("the backoff itself is broken");
    },
  ),
  providers: fc.uniqueArray(names),
  provider: fc.option(names),
  hasBegun: fc.boolean(),
  times: fc.record({ waitMs: fc.nat(), runMs: fc.nat() }),
});
const error = fc.oneof(
  fc.anything(),
  fc.string().map((message) => new Error(message)),
  fc.tuple(names, fc.oneof(fc.double(), fc.string())).map(([name, after]) => new RateLimitError(name, after)),
  names.map((name) => new ProviderError(name)),
  fc.double().map((delayMs) => new SnoozeError(delayMs)),
  fc.string().map((message) => new UnrecoverableError(message)),
);
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.anything().map((value) => ({ kind: "succeeded" as const, value })),
  error.map((thrown) => ({ kind: "threw" as const, error: thrown })),
  error.map((thrown) => ({ kind: "timedOut" as const, error: thrown })),
  fc.constantFrom<Outcome>({ kind: "stopped" }, { kind: "lost" }),
);
const decided = fc.tuple(task, outcome, policy).map((given) => ({ given, settlement: decideSettlement(...given) }));

test("every outcome leads to a settlement that can be sent to PostgreSQL as JSON", () => {
  fc.assert(
    fc.property(decided, ({ settlement }) => {
      if (settlement.kind === "discard") return;
      expect(settlement.record).toMatchObject({ id: "task", token: "token" });
      const { result: _, ...record } = { result: null, ...settlement.record };
      expect(toStorableJson(record)).toHaveProperty("json");
    }),
    { numRuns: 500 },
  );
});

test("a result that is stored is valid JSON, and one that is not leaves a note", () => {
  fc.assert(
    fc.property(task, fc.anything(), policy, (claimed, value, rules) => {
      const settlement = decideSettlement(claimed, { kind: "succeeded", value }, rules);
      if (settlement.kind !== "complete") throw new Error("a success is a completion");
      const { result, note } = settlement.record;
      if (value === undefined) expect([result, note]).toEqual([null, null]);
      else if (result === null) expect(note?.length).toBeGreaterThan(0);
      else expect(() => JSON.parse(result)).not.toThrow();
    }),
  );
});

test("only the outcome of a lost claim is discarded, and only a failure counts as one", () => {
  fc.assert(
    fc.property(decided, ({ given: [, { kind }], settlement }) => {
      expect(settlement.kind === "discard").toBe(kind === "lost");
      if (kind === "succeeded") expect(settlement.kind).toBe("complete");
      if (kind === "stopped") expect(settlement.kind).toBe("requeue");
      if (kind === "timedOut") expect(settlement.kind).toBe("fail");
    }),
  );
});

test("every wait is finite, not negative and bounded", () => {
  fc.assert(
    fc.property(decided, ({ settlement }) => {
      if (settlement.kind !== "fail" && settlement.kind !== "requeue") return;
      const delayMs = settlement.record.delayMs ?? 0;
      expect(delayMs >= 0 && delayMs <= maxDelayMs * 1.1).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a rate limit waits at least as long as the provider asks, unless the next claim can choose another provider", () => {
  fc.assert(
    fc.property(task, fc.integer({ min: 1, max: 86_400 }), policy, (claimed, seconds, rules) => {
      const settlement = decideSettlement(
        claimed,
        { kind: "threw", error: new RateLimitError("openai", seconds) },
        rules,
      );
      if (settlement.kind !== "requeue") throw new Error("a rate limit is no failure");
      const holdsTask = !rules.providers.includes("openai");
      expect(settlement.coolDown).toEqual({ provider: "openai", seconds, until: null, holdsTask });
      if (holdsTask) expect(settlement.record.delayMs).toBeGreaterThanOrEqual(seconds * 1_000);
    }),
  );
});
