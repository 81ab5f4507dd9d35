import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseProvider } from "./chooseProvider.ts";

const names = ["a", "b", "c", "d"];
const waits = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }).chain((chosen) =>
  fc.tuple(
    ...chosen.map((name) =>
      fc.record({
        name: fc.constant(name),
        waitMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e8, noNaN: true })),
      }),
    ),
  ),
);
const failed = fc.array(fc.constantFrom(...names, "gone"));

test("an available provider that has not failed is chosen before all others, in the order of preference", () => {
  fc.assert(
    fc.property(waits, failed, (providers, failedProviders) => {
      const first = providers.find(({ name, waitMs }) => waitMs <= 0 && !failedProviders.includes(name));
      const choice = chooseProvider(providers, failedProviders);
      if (first) expect(choice).toEqual({ provider: first.name });
    }),
  );
});

test("an unavailable provider is never chosen, and a failed one only if all have failed", () => {
  fc.assert(
    fc.property(waits, failed, (providers, failedProviders) => {
      const choice = chooseProvider(providers, failedProviders);
      if (!("provider" in choice)) return;
      expect(providers.find(({ name }) => name === choice.provider)?.waitMs).toBe(0);
      if (failedProviders.includes(choice.provider))
        expect(providers.every(({ name }) => failedProviders.includes(name))).toBe(true);
    }),
  );
});

test("a wait ends when the first usable provider is available, and never before", () => {
  fc.assert(
    fc.property(waits, failed, (providers, failedProviders) => {
      const choice = chooseProvider(providers, failedProviders);
      if (!("waitMs" in choice)) return;
      const counting = providers.filter(({ name }) => choice.providers.includes(name));
      const availableInMs = Math.min(...counting.map(({ waitMs }) => waitMs));
      expect(choice.waitMs).toBeGreaterThanOrEqual(availableInMs);
      expect(choice.waitMs).toBeLessThanOrEqual(availableInMs + 1);
      expect(counting.length).toBeGreaterThan(0);
    }),
  );
});
