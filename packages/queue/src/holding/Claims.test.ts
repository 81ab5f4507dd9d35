import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { collectGarbage, readOldHeapMb } from "../../test/support/collectGarbage.ts";
import type { Database } from "../database/database.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { defineWorker } from "../workers/defineWorker.ts";
import { ActiveClaim, type ClaimState } from "./ActiveClaim.ts";
import { Claims, type ClaimsOptions, maxWaitingMs } from "./Claims.ts";
import { LeaseKeeper } from "./LeaseKeeper.ts";
import { TypeSlots } from "./TypeSlots.ts";

afterEach(() => vi.useRealTimers());

const typeLimit = 20;

/** A ledger, and what it shares with others. No heartbeat comes during the test. */
function setUp(options: Partial<ClaimsOptions> = {}) {
  const leases = new LeaseKeeper({ database: {} as Database, leaseMs: 9e6, heartbeatMs: 3e6, onError: () => {} });
  const typeSlots = new TypeSlots({ LIMITED: defineWorker({ concurrency: typeLimit, run: () => null }) });
  const claims = new Claims({ leases, typeSlots, ...options });
  let n = 0;
  const hold = (changes: { type?: string; crashCount?: number } = {}) => {
    const { type = "ANY", crashCount = 0 } = changes;
    const claim = new ActiveClaim({ id: `c${++n}`, type, history: { crashCount } } as ClaimedTask, claims);
    claims.hold([claim]);
    return claim;
  };
  return { leases, typeSlots, claims, hold };
}

const states = ["new", "waiting", "running", "recording", "finished"] as const satisfies readonly ClaimState[];

/** What a claim of a quarantined task of a limited type counts for in each state. */
const counted: Record<Exclude<ClaimState, "new">, object> = {
  waiting: {
    waiting: 1,
    running: 0,
    recording: 0,
    held: 1,
    takesQuarantined: false,
    free: typeLimit - 1,
    leased: true,
  },
  running: {
    waiting: 0,
    running: 1,
    recording: 0,
    held: 1,
    takesQuarantined: false,
    free: typeLimit - 1,
    leased: true,
  },
  recording: { waiting: 0, running: 0, recording: 1, held: 0, takesQuarantined: true, free: typeLimit, leased: true },
  finished: { waiting: 0, running: 0, recording: 0, held: 0, takesQuarantined: true, free: typeLimit, leased: false },
};

/** Every way in which a claim can end: each state once or not at all, and `finished` last. */
const ways: ClaimState[][] = [
  ["running", "recording", "finished"],
  ["recording", "finished"],
  ["running", "finished"],
  ["finished"],
];

test.each(ways.map((way) => [way.join(", "), way] as const))("nothing is held after waiting, %s", (_, way) => {
  const { leases, claims, hold } = setUp();
  const claim = hold({ type: "LIMITED", crashCount: 2 });
  for (const state of ["waiting", ...way] as (keyof typeof counted)[]) {
    claim.become(state);
    claim.become(state); // counts once
    const { waiting, running, recording, held, takesQuarantined } = claims;
    const free = claims.countFree("LIMITED");
    const leased = leases.find(claim.task.id) === claim;
    expect({ waiting, running, recording, held, takesQuarantined, free, leased }).toEqual(counted[state]);
    expect(claims.firstWaiting).toBe(state === "waiting" ? claim : undefined);
  }
  for (const state of states) claim.become(state);
  expect(claim.state).toBe("finished");
});

test("after any sequence of changes, the ledger counts the states that the claims are in", async () => {
  const step = fc.record({ of: fc.nat({ max: 15 }), state: fc.constantFrom(...states) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { leases, typeSlots, claims, hold } = setUp();
      const all: ActiveClaim[] = Array.from({ length: 8 }, (_, n) => hold({ type: n % 2 ? "LIMITED" : "ANY" }));
      for (const { of, state } of steps) {
        if (of < 8) all[of]?.become(state);
        else if (all.length < typeLimit) all.push(hold({ type: of % 2 ? "LIMITED" : "ANY" }));
        const count = (...wanted: ClaimState[]) => all.filter((claim) => wanted.includes(claim.state));
        expect(claims.waiting).toBe(count("waiting").length);
        expect(claims.running).toBe(count("running").length);
        expect(claims.recording).toBe(count("recording").length);
        expect(claims.firstWaiting).toBe(count("waiting")[0]);
        const limited = count("waiting", "running").filter(({ task }) => task.type === "LIMITED");
        expect(typeLimit - typeSlots.countFree("LIMITED")).toBe(limited.length);
      }
      const closed = claims.close();
      for (const claim of all) claim.become("finished");
      await closed;
      expect([claims.held, claims.recording, typeSlots.countFree("LIMITED")]).toEqual([0, 0, typeLimit]);
      expect(all.filter(({ task }) => leases.find(task.id))).toEqual([]);
    }),
  );
});

test("claims run in their order, as many as there are slots", () => {
  const { claims, hold } = setUp({ concurrency: 2 });
  const [first, second, third] = [hold(), hold(), hold()];
  const run = () => {
    const claim = claims.next;
    claim?.become("running");
    return claim;
  };
  expect([run(), run(), run()]).toEqual([first, second, undefined]);
  first.become("recording");
  expect(claims.next).toBe(third);
});

test("only attempts that began are counted and change the average time of a run", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { claims, hold } = setUp();
  hold().become("recording");
  expect([claims.ended, claims.averageMs]).toEqual([0, undefined]);
  const claim = hold();
  claim.become("running");
  claim.startRun();
  vi.advanceTimersByTime(100);
  claim.endRun();
  claim.become("recording");
  expect([claims.ended, claims.averageMs]).toEqual([1, 100]);
  claims.noteSlow();
  expect(claims.averageMs).toBe(maxWaitingMs);
});

test("slots that are reserved for a claim are free for it, and for no other runner", () => {
  const { typeSlots, claims, hold } = setUp();
  claims.reserve([{ type: "LIMITED", limit: 3 }]);
  hold({ type: "LIMITED" });
  claims.reserve([{ type: "LIMITED", limit: 3 }]); // repeated after a lost reply
  expect([typeSlots.countFree("LIMITED"), claims.countFree("LIMITED")]).toEqual([typeLimit - 4, typeLimit - 1]);
  claims.endReservation();
  expect([typeSlots.countFree("LIMITED"), claims.countFree("LIMITED")]).toEqual([typeLimit - 1, typeLimit - 1]);
});

test("the other runners are called when a slot becomes free, and the one that frees it is not", () => {
  const own = vi.fn();
  const { leases, typeSlots, hold } = setUp({ onTypeFreed: own });
  const other = vi.fn();
  const others = new Claims({ leases, typeSlots, onTypeFreed: other });
  hold({ type: "LIMITED" }).become("recording");
  expect([own.mock.calls, other.mock.calls]).toEqual([[], [["LIMITED"]]]);
  void others.close();
  hold({ type: "LIMITED" }).become("recording");
  expect(other).toHaveBeenCalledOnce();
});

test("claims that wait too long are overdue once, and are then released", () => {
  vi.useFakeTimers();
  const onOverdue = vi.fn(() => {
    for (let claim = claims.firstWaiting; claim; claim = claims.firstWaiting) claim.become("finished");
  });
  const { claims, hold } = setUp({ onOverdue });
  hold().become("running");
  hold();
  vi.advanceTimersByTime(maxWaitingMs - 20);
  hold();
  expect(onOverdue).not.toHaveBeenCalled();
  vi.advanceTimersByTime(40);
  expect(onOverdue).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10 * maxWaitingMs);
  expect(onOverdue).toHaveBeenCalledOnce();
  expect(claims.held).toBe(1);
});

test("finished claims are collected with the young generation, although thousands pass through", () => {
  const { claims } = setUp();
  const newClaim = (n: number) => {
    const task = { id: `c${n}`, type: "ANY", data: { text: `payload of task ${n}` }, history: { crashCount: 0 } };
    return new ActiveClaim(task as unknown as ClaimedTask, claims);
  };
  collectGarbage();
  const before = readOldHeapMb();
  for (let n = 0; n < 200_000; n += 1_000) {
    claims.hold(Array.from({ length: 1_000 }, (_, index) => newClaim(n + index)));
    while (claims.waiting > 500) claims.next?.become("finished");
    if (n % 5_000 === 4_000) collectGarbage({ type: "minor" });
  }
  while (claims.next) claims.next.become("finished");
  collectGarbage({ type: "minor" });
  expect(claims.held).toBe(0);
  expect(readOldHeapMb() - before).toBeLessThan(10);
});
