import { expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { ActiveClaim } from "./ActiveClaim.ts";
import { BegunMarker } from "./BegunMarker.ts";

const [one, another] = [{ note: () => {} }, { note: () => {} }];
const claimOf = (id: string, ledger = one) => new ActiveClaim({ id, token: "t" } as ClaimedTask, ledger);

/** A database that returns for each of these ids whether its row is free. */
const answering = (rows: Record<string, boolean>) => {
  let asked = 0;
  const query = async () => {
    asked++;
    return Object.entries(rows).map(([id, isMarked]) => ({ id, isMarked })) as never[];
  };
  return { database: { query } satisfies Database, countAsked: () => asked };
};

test("a claim whose row is free is marked at once", async () => {
  const { database, countAsked } = answering({ a: true });
  const claim = claimOf("a");
  await new BegunMarker(database, () => {}).mark(claim);
  expect([claim.interruption, countAsked()]).toEqual([undefined, 1]);
});

test("a claim that is no longer held is lost", async () => {
  const claim = claimOf("a");
  await new BegunMarker(answering({}).database, () => {}).mark(claim);
  expect(claim.isLost).toBe(true);
});

test("a claim that waits for a locked row does not begin when its runner stops; those of other runners go on waiting", async () => {
  const rows = { a: false, b: false };
  const marker = new BegunMarker(answering(rows).database, () => {});
  const [own, other] = [claimOf("a", one), claimOf("b", another)];
  const waits = [marker.mark(own), marker.mark(other)];
  marker.stopWaiting(one);
  await waits[0];
  expect(own.interruption).toEqual({ kind: "stopped" });
  rows.b = true;
  await waits[1];
  expect(other.interruption).toBeUndefined();
});

test("an unreachable database is reported, and the mark is tried again", async () => {
  const errors: unknown[] = [];
  let tries = 0;
  const query = async () => {
    if (++tries === 1) throw new Error("away");
    return [{ id: "a", isMarked: true }] as never[];
  };
  await new BegunMarker({ query }, (error) => errors.push(error)).mark(claimOf("a"));
  expect([errors.length, tries]).toEqual([1, 2]);
});
