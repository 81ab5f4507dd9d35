import fc from "fast-check";
import { expect, test } from "vitest";
import { collectGarbage, readOldHeapMb } from "../../test/support/collectGarbage.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { ActiveClaim } from "./ActiveClaim.ts";
import { ClaimSet } from "./ClaimSet.ts";

const newClaim = (n: number) =>
  new ActiveClaim({ id: `c${n}`, data: { text: `payload of task ${n}` } } as ClaimedTask, { note: () => {} });

test("after any sequence of adds and deletes, it holds the same claims as a Set", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ deletes: fc.boolean(), of: fc.nat({ max: 9 }) })), (steps) => {
      const claims = Array.from({ length: 10 }, (_, n) => newClaim(n));
      const held = new ClaimSet();
      const model = new Set<ActiveClaim>();
      for (const { deletes, of } of steps) {
        const claim = claims[of] as ActiveClaim;
        if (deletes) held.delete(claim);
        else if (!model.has(claim)) held.add(claim);
        if (deletes) model.delete(claim);
        else model.add(claim);
        expect(new Set(held)).toEqual(model);
        expect(held.size).toBe(model.size);
      }
    }),
  );
});

test("finished claims are collected with the young generation, although thousands pass through", () => {
  const held = new ClaimSet();
  const inFlight: ActiveClaim[] = [];
  collectGarbage();
  const before = readOldHeapMb();
  for (let n = 0; n < 200_000; n++) {
    const claim = newClaim(n);
    held.add(claim);
    inFlight.push(claim);
    if (n % 1_000 === 0) for (const over of inFlight.splice(0)) held.delete(over);
    if (n % 5_000 === 4_500) collectGarbage({ type: "minor" });
  }
  for (const over of inFlight.splice(0)) held.delete(over);
  collectGarbage({ type: "minor" });
  expect(held.size).toBe(0);
  expect(readOldHeapMb() - before).toBeLessThan(10);
});
