import { setTimeout as sleep } from "node:timers/promises";
import type { QueueCore } from "../core.ts";
import { type Database, prismaDatabase } from "../database/database.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { LockTimeoutError } from "../domain/errors/errors.ts";
import { ScheduleNotFoundError } from "../domain/errors/scheduleErrors.ts";
import type { TransactionClient } from "../domain/types.ts";
import { checkTransaction } from "../validation/checkAddOptions.ts";
import { readSchedule, type ScheduleRow } from "./readSchedules.ts";

/** Milliseconds that a change waits for another transaction that has changed the schedule. */
const patienceMs = 5_000;

/** Where a call reads and writes. */
export interface Place {
  database: Database;
  tx: TransactionClient | undefined;
}

/** Returns the caller's transaction, or the queue's own connections. @throws InvalidOptionsError */
export function findPlace({ database }: Pick<QueueCore, "database">, tx: TransactionClient | undefined): Place {
  if (tx === undefined) return { database, tx };
  checkTransaction(tx);
  return { database: prismaDatabase(tx), tx };
}

/** Runs a statement. In a transaction of the caller it does not try again, because a failed statement aborts the transaction. */
export function runIn<T>({ tx }: Place, run: () => Promise<T>): Promise<T> {
  return tx ? run() : retryTransient(run);
}

/**
 * Reads a schedule and changes it, again and again while other processes change it in between.
 * @param change - returns undefined if the row has no longer the version that was read
 * @throws LockTimeoutError when another transaction keeps it locked
 */
export async function changeSchedule<T>(
  place: Place,
  name: string,
  change: (row: ScheduleRow | undefined) => Promise<T | undefined>,
): Promise<T> {
  const beganAt = performance.now();
  for (;;) {
    const row = await runIn(place, () => readSchedule(place.database, name));
    const changed = await runIn(place, () => change(row));
    if (changed !== undefined) return changed;
    const waitedMs = performance.now() - beganAt;
    if (waitedMs >= patienceMs) throw new LockTimeoutError(undefined, { what: `schedule "${name}"`, waitedMs });
    await sleep(20 * (0.5 + Math.random()));
  }
}

/** Does the same with a schedule that must exist. @throws ScheduleNotFoundError */
export function changeExisting<T>(
  place: Place,
  name: string,
  change: (row: ScheduleRow) => Promise<T | undefined>,
): Promise<T> {
  return changeSchedule(place, name, (row) => {
    if (!row) throw new ScheduleNotFoundError(name);
    return change(row);
  });
}

/** SQL: the CTE `locked`: schedule `$1` if it has the version `$2`. It never waits for another transaction. */
export const lockSchedule = `locked AS MATERIALIZED (
    SELECT s.name, s.type, s."ownerId", s.spec->'task' AS task FROM "QueueSchedule" s
    WHERE s.name = $1::text AND s.version = $2::int FOR NO KEY UPDATE OF s SKIP LOCKED
  )`;
