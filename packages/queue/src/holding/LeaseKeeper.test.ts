import { expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { ActiveClaim } from "./ActiveClaim.ts";
import { LeaseKeeper } from "./LeaseKeeper.ts";

const [one, another] = [{ note: () => {} }, { note: () => {} }];
const claimOf = (id: string, ledger = one) => new ActiveClaim({ id, token: "t" } as ClaimedTask, ledger);

/** Its first heartbeat comes long after the test. */
const newKeeper = () =>
  new LeaseKeeper({ database: {} as Database, leaseMs: 90_000, heartbeatMs: 30_000, onError: () => {} });

test("a newer claim of the same task is the one that holds it, and the older one is lost", async () => {
  const keeper = newKeeper();
  const [older, other, newer] = [claimOf("c1"), claimOf("c2"), claimOf("c1")];
  keeper.hold([older, other]);
  expect(keeper.find("c1")).toBe(older);
  keeper.hold([newer]);
  expect([older.isLost, other.isLost, newer.isLost]).toEqual([true, false, false]);
  expect(older.interruption?.kind).toBe("lost");
  expect(keeper.find("c1")).toBe(newer);
  keeper.release(older);
  expect(keeper.find("c1")).toBe(newer);
  keeper.release(newer);
  expect(keeper.find("c1")).toBeUndefined();
  expect(keeper.find("c2")).toBe(other);
  await keeper.close();
});

test("the attempts of one runner are stopped, and those of others go on", async () => {
  const keeper = newKeeper();
  const claims = [claimOf("c1", one), claimOf("c2", another), claimOf("c3", another)];
  keeper.hold(claims);
  keeper.stopAll(one);
  expect(claims.map(({ interruption }) => interruption?.kind)).toEqual(["stopped", undefined, undefined]);
  keeper.stopAll();
  expect(claims.map(({ interruption }) => interruption?.kind)).toEqual(["stopped", "stopped", "stopped"]);
  await keeper.close();
});
