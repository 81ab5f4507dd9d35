// A process that cancels and retries random tasks until SIGTERM.
import { setTimeout as sleep } from "node:timers/promises";
import { createPrismaClient } from "@package/db";
import { isQueueError, QueueService } from "@package/queue";
import { createRandom } from "../random.ts";
import { openLedger } from "../record/Ledger.ts";
import { readEnvironment } from "./environment.ts";

const { databaseUrl, ledger, seed, hasOwnConnections } = readEnvironment();
const write = openLedger(ledger);
const random = createRandom(seed);
const db = createPrismaClient(databaseUrl);
const queue = new QueueService(db, { workers: {}, ...(hasOwnConnections ? { connectionString: databaseUrl } : {}) });
let count = 0;
let isStopping = false;
process.on("SIGTERM", () => {
  isStopping = true;
});

async function pickTask(kind: "cancel" | "retry"): Promise<string | undefined> {
  const status =
    kind === "cancel"
      ? random.pick(["PENDING", "PROCESSING", "FAILED"] as const)
      : random.pick(["MAX_RETRIES_REACHED", "CANCELLED", "FAILED"] as const);
  const tasks = await db.queueTask.findMany({
    where: { status },
    select: { id: true },
    orderBy: { seq: "desc" },
    take: 30,
  });
  return tasks.length > 0 ? random.pick(tasks).id : undefined;
}

async function operate(kind: "cancel" | "retry"): Promise<void> {
  const taskId = await pickTask(kind).catch(() => undefined);
  if (taskId === undefined) return;
  const op = `${process.pid}-${++count}`;
  write({ e: "asking", op, kind, taskId });
  try {
    await (kind === "cancel" ? queue.cancelTask(taskId) : queue.retryTask(taskId));
    write({ e: "asked", op, outcome: "ok" });
  } catch (error) {
    const isRefusal = isQueueError(error, "INVALID_TRANSITION", "TASK_NOT_FOUND", "UNIQUE_KEY_TAKEN");
    write({ e: "asked", op, outcome: isRefusal ? "refused" : "unknown" });
  }
}

console.log("running");
while (!isStopping) {
  await operate(random.chance(0.7) ? "cancel" : "retry");
  await sleep(random.between(50, 400));
}
await queue.close();
process.exit(0);
