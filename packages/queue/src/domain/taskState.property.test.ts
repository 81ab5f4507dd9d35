import fc from "fast-check";
import { expect, test } from "vitest";
import { canBecome, canStart, isTerminal, type Transition } from "./taskState.ts";
import type { QueueStatus } from "./types.ts";

const statuses: readonly QueueStatus[] = [
  "PENDING",
  "PROCESSING",
  "COMPLETED",
  "FAILED",
  "MAX_RETRIES_REACHED",
  "CANCELLED",
];
const transitions: readonly Transition[] = [
  "claim",
  "complete",
  "fail",
  "requeue",
  "refuse",
  "rescue",
  "cancel",
  "retry",
];
const status = fc.constantFrom(...statuses);

test("nothing leads out of COMPLETED", () => {
  for (const to of statuses) expect(canBecome("COMPLETED", to)).toBe(false);
});

test("only a manual retry leads out of an end, and it leads to PENDING", () => {
  fc.assert(
    fc.property(status.filter(isTerminal), fc.constantFrom(...transitions), status, (from, transition, to) => {
      if (canStart(transition, from)) expect(transition).toBe("retry");
      if (canBecome(from, to)) expect(to).toBe("PENDING");
    }),
  );
});

test("only a claim leads to PROCESSING, and it is never claimed while it is processed", () => {
  fc.assert(
    fc.property(status, (from) => {
      expect(canBecome(from, "PROCESSING")).toBe(canStart("claim", from));
    }),
  );
  expect(canStart("claim", "PROCESSING")).toBe(false);
});

test("from every status but COMPLETED a task can still come to an end", () => {
  const reachable = (from: QueueStatus, seen = new Set<QueueStatus>()): Set<QueueStatus> => {
    for (const to of statuses) {
      if (!canBecome(from, to) || seen.has(to)) continue;
      seen.add(to);
      reachable(to, seen);
    }
    return seen;
  };
  for (const from of statuses.filter((one) => one !== "COMPLETED")) {
    expect([...reachable(from)]).toEqual(expect.arrayContaining(["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"]));
  }
});
