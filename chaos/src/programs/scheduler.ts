// A process that creates schedules and changes them at random until SIGTERM, or until it is killed.
import { setTimeout as sleep } from "node:timers/promises";
import { createPrismaClient } from "@package/db";
import { isQueueError, QueueService, type ScheduleSpec, type TransactionClient, type Workers } from "@package/queue";
import { createRandom } from "../random.ts";
import { monotonicMs, openLedger } from "../record/Ledger.ts";
import { drawSchedule } from "./drawSchedule.ts";
import { readEnvironment, readSchedulerEnvironment } from "./environment.ts";

const { databaseUrl, ledger, seed, hasOwnConnections } = readEnvironment();
const { schedules, endsAtMs, clockOffset } = readSchedulerEnvironment();
const write = openLedger(ledger);
const random = createRandom(seed);
const db = createPrismaClient(databaseUrl);
const queue = new QueueService<Workers>(db, {
  workers: {},
  ...(hasOwnConnections ? { connectionString: databaseUrl } : {}),
});
let isStopping = false;
process.on("SIGTERM", () => {
  isStopping = true;
});

const names = Array.from({ length: schedules }, (_, n) => `schedule-${n}`);
/** The database's time: the clock of this process may be wrong. */
const inMs = (ms: number) => new Date(monotonicMs() + clockOffset + ms);
const draw = (): ScheduleSpec => drawSchedule(random, new Date(endsAtMs));

class Rollback extends Error {}

/** Calls in a transaction of the application, which sometimes stays open for a while and is sometimes rolled back. */
async function inTransaction(call: (tx: TransactionClient) => Promise<unknown>): Promise<void> {
  await db.$transaction(
    async (tx) => {
      await call(tx);
      if (random.chance(0.3)) await sleep(random.between(100, 1_500));
      if (random.chance(0.4)) throw new Rollback();
    },
    { timeout: 20_000 },
  );
}

const operations: readonly ((name: string) => Promise<unknown>)[] = [
  (name) => queue.schedules.pause(name, { until: inMs(random.between(300, 4_000)) }),
  (name) => queue.schedules.pause(name),
  (name) => queue.schedules.resume(name),
  (name) => queue.schedules.resume(name),
  (name) => queue.schedules.runNow(name),
  (name) => inTransaction((tx) => queue.schedules.runNow(name, { tx })),
  (name) =>
    queue.schedules.backfill(name, {
      from: inMs(-random.between(2_000, 20_000)),
      to: inMs(-1_000),
      overlap: random.pick(["skip", "allow"]),
    }),
  (name) => queue.schedules.upsert({ name, ...draw() }),
  (name) => queue.schedules.upsert({ name, ...draw() }),
  (name) => inTransaction((tx) => queue.schedules.upsert({ name, ...draw() }, { tx })),
  (name) => queue.schedules.delete(name),
];

async function attempt(operate: () => Promise<unknown>): Promise<void> {
  try {
    await operate();
  } catch (error) {
    // A mistake of this program: it ends, and the report says so.
    const isLate = isQueueError(error, "INVALID_OPTIONS") && error.option === "until";
    if (isQueueError(error, "INVALID_OPTIONS", "INVALID_TASK_DATA", "SCHEMA_MISMATCH") && !isLate) throw error;
    if (error instanceof Rollback || isQueueError(error)) return;
    write({ e: "trouble", doing: "change a schedule", message: String(error).slice(0, 300) });
  }
}

/** Creates those that do not exist: all, or those that were deleted. */
async function createMissing(): Promise<void> {
  for (const name of names) {
    await attempt(async () => {
      if (!(await queue.schedules.read(name))) await queue.schedules.upsert({ name, ...draw() });
    });
  }
}

await createMissing();
console.log("running");
for (let round = 1; !isStopping; round++) {
  if (round % 40 === 0) await createMissing();
  await attempt(() => random.pick(operations)(random.pick(names)));
  await sleep(random.between(20, 8_000 / Math.max(schedules, 10)));
}
await queue.close();
process.exit(0);
