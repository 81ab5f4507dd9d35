// A process that adds tasks in every way until SIGTERM, or until it is killed.
import { setTimeout as sleep } from "node:timers/promises";
import { createPrismaClient } from "@package/db";
import { type AddToQueueOptions, QueueService, type Workers } from "@package/queue";
import { createRandom } from "../random.ts";
import { openLedger } from "../record/Ledger.ts";
import { readEnvironment } from "./environment.ts";
import { drawOptions, drawTaskType } from "./taskTypes.ts";
import { watchStalls } from "./watchStalls.ts";

interface PlannedAdd {
  addId: string;
  type: string;
  options: AddToQueueOptions;
}

class Rollback extends Error {}

const { databaseUrl, ledger, seed, heartbeatMs, hasOwnConnections } = readEnvironment();
const write = openLedger(ledger);
const random = createRandom(seed);
watchStalls(heartbeatMs / 2, (ms) => write({ e: "stall", ms }));
const db = createPrismaClient(databaseUrl);
const queue = new QueueService<Workers>(db, {
  workers: {},
  ...(hasOwnConnections ? { connectionString: databaseUrl } : {}),
});
let count = 0;
let isStopping = false;
process.on("SIGTERM", () => {
  isStopping = true;
});

function plan(hasParentRow: boolean, call?: string): PlannedAdd {
  const type = drawTaskType(random);
  const options = drawOptions(type, random);
  const addId = `${process.pid}-${seed}-${++count}`;
  write({ e: "adding", addId, type, uniqueKey: options.uniqueKey ?? null, hasParentRow, ...(call ? { call } : {}) });
  return { addId, type, options };
}

function conclude(
  adds: readonly PlannedAdd[],
  outcome: "ok" | "rolledBack" | "unknown",
  taskIds: readonly string[],
  error?: unknown,
) {
  for (const [index, { addId }] of adds.entries()) {
    const why = error === undefined ? {} : { error: String(error).slice(0, 300) };
    write({ e: "added", addId, outcome, taskId: taskIds[index] ?? null, ...why });
  }
}

async function addOne(): Promise<void> {
  const add = plan(false);
  try {
    const { id } = await queue.addToQueue(add.type, { addId: add.addId }, add.options);
    conclude([add], "ok", [id]);
  } catch (error) {
    conclude([add], "unknown", [], error);
  }
}

async function addMany(): Promise<void> {
  const call = `${process.pid}-${seed}-many-${count}`;
  const adds = Array.from({ length: random.between(2, 12) }, () => plan(false, call));
  try {
    const entries = adds.map(({ addId, type, options }) => ({ type, data: { addId }, ...options }));
    const tasks = await queue.addManyToQueue(entries);
    conclude(
      adds,
      "ok",
      tasks.map(({ id }) => id),
    );
  } catch (error) {
    conclude(adds, "unknown", [], error);
  }
}

/** A row of the application and a task, in one transaction that is sometimes rolled back. */
async function addInTransaction(): Promise<void> {
  const { type, ...rest } = plan(true);
  // A unique key that is taken would connect this row to the task of another add.
  const { uniqueKey: _, ...options } = rest.options;
  const add = { type, ...rest };
  const isRolledBack = random.chance(0.3);
  try {
    const id = await db.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO chaos_parent ("addId") VALUES (${add.addId})`;
      const task = await queue.addToQueue(type, { addId: add.addId }, { ...options, tx });
      if (isRolledBack) throw new Rollback();
      return task.id;
    });
    conclude([add], "ok", [id]);
  } catch (error) {
    conclude([add], error instanceof Rollback ? "rolledBack" : "unknown", [], error);
  }
}

/** Adds pause while many tasks wait, so that faults strike running work instead of a backlog. */
async function isFlooded(): Promise<boolean> {
  try {
    return (await db.queueTask.count({ where: { status: { in: ["PENDING", "FAILED"] } } })) > 400;
  } catch {
    return false;
  }
}

console.log("running");
while (!isStopping) {
  if (count % 20 === 0 && (await isFlooded())) await sleep(500);
  const adds = Array.from({ length: random.between(1, 3) }, () =>
    random.pick([addOne, addOne, addMany, addInTransaction])(),
  );
  await Promise.all(adds);
  await sleep(random.between(20, 250));
}
await queue.close();
process.exit(0);
