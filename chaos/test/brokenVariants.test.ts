import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writeInvoice } from "../src/application/references.ts";
import { type BrokenVariant, breakEngine } from "../src/engine/breakEngine.ts";
import { Lab } from "./support/Lab.ts";

let lab: Lab;
beforeEach(async () => {
  lab = await Lab.open();
});
afterEach(() => lab.close());

/** A worker that waits until `letGo` is called. */
function heldWorker() {
  const waiting: (() => void)[] = [];
  return {
    body: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    get runs() {
      return waiting.length;
    },
    letGo: () => {
      for (const resolve of waiting) resolve();
    },
  };
}

const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 10 });

/**
 * A process is frozen for longer than its lease, after its work and before its outcome is recorded. Another one rescues and runs
 * the task. Then the first one continues and records its outcome during the second run.
 */
async function playStaleSettlement(broken?: BrokenVariant) {
  const [first, second] = [heldWorker(), heldWorker()];
  const stale = lab.start(first.body, broken);
  const taskId = await lab.add(stale);
  stale.queue.start({ concurrency: 1 });
  await soon(() => expect(first.runs).toBe(1));
  stale.freeze();
  first.letGo();
  // Its outcome is held back. Only now does another process start that can rescue the task.
  await sleep(50);
  const successor = lab.start(second.body, broken);
  successor.queue.start({ concurrency: 1 });
  await soon(() => expect(second.runs).toBe(1));
  const isEmitted = new Promise((resolve) => {
    for (const name of ["completed", "leaseLost"] as const) stale.queue.on(name, resolve);
  });
  stale.thaw();
  await isEmitted;
  second.letGo();
  await soon(async () => {
    const [row] = await lab.query(`SELECT status FROM "QueueTask" WHERE id = $1`, [taskId]);
    expect(row?.status).toBe("COMPLETED");
  });
  await Promise.all([stale.queue.close(), successor.queue.close()]);
  return [stale, successor];
}

/** A healthy process runs a task while another one tries to rescue several times, and another task is due in half an hour. */
async function playHealthyRun(broken?: BrokenVariant, clockSkewMs = 0) {
  const worker = heldWorker();
  const holder = lab.start(worker.body);
  await lab.add(holder);
  holder.queue.start({ concurrency: 1 });
  await soon(() => expect(worker.runs).toBe(1));
  const other = lab.start(async () => {}, broken, clockSkewMs);
  await lab.add(holder, { delayMs: 1_800_000 });
  other.queue.start({ concurrency: 1 });
  await sleep(1_000);
  worker.letGo();
  await soon(async () => {
    const [row] = await lab.query(
      `SELECT count(*)::int AS left FROM "QueueTask" WHERE "finishedAt" IS NULL AND "scheduledFor" IS NULL`,
    );
    expect(row?.left).toBe(0);
  });
  await Promise.all([holder.queue.close(), other.queue.close()]);
  return [other];
}

/** A worker writes a row that references its task, in a transaction longer than the lease, while another process tries to rescue it. */
async function playInvoice(broken?: BrokenVariant) {
  const holder = lab.start(({ task }) => writeInvoice(lab.url, task.id, 1.5 * lab.leaseMs), broken);
  const other = lab.start(async () => {}, broken);
  const taskId = await lab.add(holder);
  holder.queue.start({ concurrency: 1 });
  await soon(async () => {
    const [row] = await lab.query(`SELECT status FROM "QueueTask" WHERE id = $1`, [taskId]);
    expect(row?.status).toBe("PROCESSING");
  });
  const stalls = lab.collectStalls();
  other.queue.start({ concurrency: 1 });
  await soon(async () => {
    const [row] = await lab.query(`SELECT status FROM "QueueTask" WHERE id = $1`, [taskId]);
    expect(row?.status).toBe("COMPLETED");
  });
  await Promise.all([holder.queue.close(), other.queue.close()]);
  return { holder, stalls };
}

test("the engine extends the lease of a task that a row references in an open transaction", async () => {
  const { stalls } = await playInvoice();
  expect(await lab.judge(stalls)).toEqual([]);
});

test("locks that conflict with a reference are caught: a healthy run loses its lease", async () => {
  const { holder } = await playInvoice("exclusiveLocks");
  expect(holder.breaker?.changed).toBeGreaterThan(0);
  expect(await lab.judge([])).toContain("I9");
});

test("a breaker throws when a statement does not contain the part to change, and counts what it changes", () => {
  const rescue = `UPDATE "QueueTask" t SET "errorMessage" = 'LEASE_EXPIRED'`;
  expect(() => breakEngine("unguardedRescue").rewrite(rescue)).toThrow("The statement has no");
  const first = vi.fn();
  const breaker = breakEngine("exclusiveLocks", { onFirst: first });
  expect(breaker.rewrite("SELECT 1")).toBe("SELECT 1");
  expect([breaker.changed, first.mock.calls.length]).toEqual([0, 0]);
  const claim = `SELECT FROM "QueueTask" t FOR NO KEY UPDATE SKIP LOCKED`;
  expect(breaker.rewrite(claim)).toBe(`SELECT FROM "QueueTask" t FOR UPDATE SKIP LOCKED`);
  expect([breaker.changed, first.mock.calls.length]).toEqual([1, 1]);
});

test("the engine passes both plays", async () => {
  await playStaleSettlement();
  await playHealthyRun();
  expect(await lab.judge()).toEqual([]);
});

test("recording by the id alone is caught: an outcome is overwritten", async () => {
  const benches = await playStaleSettlement("settleById");
  expect(benches.map(({ breaker }) => breaker?.changed)).not.toContain(0);
  expect(await lab.judge()).toEqual(expect.arrayContaining(["I3", "I5"]));
});

test("recording for any current claim is caught: a run records its outcome for the claim of another one", async () => {
  const benches = await playStaleSettlement("settleByStatus");
  expect(benches.map(({ breaker }) => breaker?.changed)).not.toContain(0);
  expect(await lab.judge()).toEqual(expect.arrayContaining(["I19", "I5"]));
});

test("a rescue that ignores leases is caught: a healthy run loses its claim", async () => {
  const [bench] = await playHealthyRun("unguardedRescue");
  expect(bench?.breaker?.changed).toBeGreaterThan(0);
  expect(await lab.judge()).toContain("I4");
});

test("a clock that is ahead is caught: leases expire early and tasks start early", async () => {
  const [bench] = await playHealthyRun("clientClock", 3_600_000);
  expect(bench?.breaker?.changed).toBeGreaterThan(0);
  expect(await lab.judge()).toEqual(expect.arrayContaining(["I11", "I4"]));
});

test("a clock that is behind is caught: leases have expired when they begin", async () => {
  const worker = heldWorker();
  const bench = lab.start(worker.body, "clientClock", -3_600_000);
  await lab.add(bench);
  await lab.query(`UPDATE "QueueTask" SET "scheduledFor" = now() - interval '2 hours'`);
  bench.queue.start({ concurrency: 1 });
  await soon(() => expect(worker.runs).toBe(1));
  const healthy = lab.start(async () => {});
  healthy.queue.start({ concurrency: 1 });
  await soon(async () => {
    const [row] = await lab.query(`SELECT status FROM "QueueTask"`);
    expect(row?.status).toBe("COMPLETED");
  });
  worker.letGo();
  expect(bench.breaker?.changed).toBeGreaterThan(0);
  expect(await lab.judge()).toContain("I4");
});
