import { expect, test } from "vitest";
import { defineWorker } from "../workers/defineWorker.ts";
import { decideCapacity, type HeldClaims } from "./decideCapacity.ts";

const workers = new Map([
  ["A", defineWorker({ run: () => null })],
  ["B", defineWorker({ timeoutMs: 7, run: () => null })],
]);
const options = { concurrency: 10, workers, timeoutMs: 1_000 };
const empty: HeldClaims = { held: 0, averageMs: undefined, takesQuarantined: true, countFree: () => Infinity };

const decide = (changes: Partial<HeldClaims>) => decideCapacity({ ...empty, ...changes }, options);

test("each type is wanted up to the limit, with the timeout of its worker or of the service", () => {
  expect(decide({})).toEqual({
    limit: 10,
    startable: 10,
    wanted: [
      { type: "A", limit: 10, timeoutMs: 1_000 },
      { type: "B", limit: 10, timeoutMs: 7 },
    ],
    fullTypes: [],
    takesQuarantined: true,
  });
});

test.each([
  ["before the first run, only the slots are filled", { held: 4 }, 6, 6],
  ["nothing is claimed while all slots are taken", { held: 10 }, 0, 0],
  ["tasks of 50 ms are not claimed ahead", { averageMs: 50 }, 10, 10],
  ["tasks of 5 ms are claimed ahead for 50 ms of work", { averageMs: 5 }, 100, 10],
  ["more is claimed when less than half of that is left", { averageMs: 5, held: 49 }, 51, 0],
  ["and not before", { averageMs: 5, held: 50 }, 0, 0],
  ["a claim is at most one batch", { averageMs: 0 }, 1_500, 10],
])("%s", (_, changes, limit, startable) => {
  expect(decide(changes)).toMatchObject({ limit, startable });
});

test("a type without a free slot is not wanted, and when none has one nothing is claimed", () => {
  expect(decide({ countFree: (type) => (type === "A" ? 2 : 0) })).toMatchObject({
    limit: 10,
    wanted: [{ type: "A", limit: 2 }],
    fullTypes: ["B"],
  });
  expect(decide({ countFree: () => 0 })).toMatchObject({ limit: 0, wanted: [], fullTypes: ["A", "B"] });
});
