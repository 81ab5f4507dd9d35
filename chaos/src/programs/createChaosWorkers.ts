import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { RateLimitError, SnoozeError, type Worker } from "@package/queue";
import { writeInvoice } from "../application/references.ts";
import type { ClaimWatch } from "../engine/ClaimWatch.ts";
import type { Random } from "../random.ts";
import type { LedgerNote } from "../record/Ledger.ts";
import { recordRuns } from "./recordRuns.ts";
import type { TaskTypeName } from "./taskTypes.ts";

export interface ChaosWorkerParts {
  write: (note: LedgerNote) => void;
  claims: ClaimWatch;
  random: Random;
  leaseMs: number;
  databaseUrl: string;
}

/** Creates workers that do what their name says and record each run's start, abort and end. */
export function createChaosWorkers({
  write,
  claims,
  random,
  leaseMs,
  databaseUrl,
}: ChaosWorkerParts): Record<TaskTypeName, Worker> {
  const record = recordRuns(write, claims);
  /** Half of all work respects its signal. */
  const work = (ms: number, signal: AbortSignal) =>
    random.chance(0.5) ? sleep(ms, undefined, { signal }) : sleep(ms).then(() => {});
  const fail = (run: string): never => {
    throw new Error(`run ${run} failed as asked`);
  };
  return {
    QUICK: record(async () => {}),
    LATER: record(async () => {}),
    EXPIRING: record(async ({ task }, run) => {
      if ((task.snoozeCount ?? 0) < 1 && random.chance(0.2)) throw new SnoozeError(500, `run ${run} is snoozed`);
      await sleep(random.between(0, 100));
    }),
    UNIQUE: record(({ signal }) => work(random.between(0, 60), signal)),
    KEYED: record(({ signal }) => work(random.between(5, 120), signal)),
    ONCE: record(({ signal }) => work(random.between(30, 200), signal)),
    SLOW: record(({ signal }) => work(random.between(100, 800), signal)),
    LONG: record(({ signal }) => work(leaseMs * (1 + 2 * random.next()), signal)),
    INVOICE: record(async ({ task }, run) => {
      await writeInvoice(databaseUrl, task.id, leaseMs * (1 + random.next())).catch((error: unknown) => {
        throw new Error(`run ${run} wrote no invoice: ${error}`);
      });
      await sleep(random.between(0, leaseMs / 2));
    }),
    CANCELLABLE: record(({ signal }) => sleep(random.between(50, 600), undefined, { signal })),
    FLAKY: record(async ({ attempt }, run) => {
      if (attempt < 3) fail(run);
    }),
    FAILING: record(async (_, run) => fail(run)),
    SNOOZING: record(async ({ task }, run) => {
      if ((task.snoozeCount ?? 0) < 2) throw new SnoozeError(random.between(50, 600), `run ${run} is snoozed`);
    }),
    LIMITED: record(async ({ task }) => {
      if ((task.snoozeCount ?? 0) < 1) throw new RateLimitError("chaos", 1);
    }),
    CRASHING: record(async ({ attempt }) => {
      if (attempt === 1) process.exit(7);
    }),
    POISON: record(async () => process.exit(8)),
    CHATTY: record(async (context) => {
      for (let step = 1; step <= 10; step++) {
        context.progress(step * 10, `step ${step}`);
        context.log("info", `step ${step}`, { step });
        await sleep(10);
      }
    }),
    STUCK: record(() => new Promise(() => {})),
    PARENT: record(async (context) => {
      const { addId } = context.task.data as { addId: string };
      // The same in every attempt, so that a repeated attempt adds no second child.
      const uniqueKey = context.idempotencyKey;
      const childId = `${addId}/child/${randomBytes(4).toString("hex")}`;
      write({ e: "adding", addId: childId, type: "UNIQUE", uniqueKey, hasParentRow: false });
      const { id } = await context.addToQueue("UNIQUE", { addId: childId }, { uniqueKey, maxAttempts: 6 });
      write({ e: "added", addId: childId, outcome: "ok", taskId: id });
    }),
  };
}
