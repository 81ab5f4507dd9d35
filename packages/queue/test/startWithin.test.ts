import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { claimReadyTask } from "../src/claiming/claimReadyTask.ts";
import { claimTasks, claimTasksOnward } from "../src/claiming/claimTasks.ts";
import { prismaDatabase } from "../src/database/database.ts";
import { ActiveClaim } from "../src/holding/ActiveClaim.ts";
import {
  defineWorker,
  defineWorkers,
  InvalidOptionsError,
  isQueueError,
  type Middleware,
  type QueueEvents,
  RateLimitError,
  SnoozeError,
} from "../src/index.ts";
import { endExpiredTasks } from "../src/maintenance/endExpiredTasks.ts";
import { expireTasks, expiryBatch } from "../src/maintenance/expireTasks.ts";
import { rescueTasks } from "../src/maintenance/rescueTasks.ts";
import { ChangeNotifier } from "../src/notifying/ChangeNotifier.ts";
import { coreOf } from "../src/QueueService.ts";
import { releaseClaim, runAttempt } from "../src/running/runAttempt.ts";
import { interceptClient } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";
import { until } from "./support/until.ts";

const queues = setUpTestQueues();
const hourMs = 3_600_000;

beforeEach(async () => {
  await queues.database.db.queueStatistic.deleteMany();
});

/** A type whose runs are noted; `behave` decides what the worker does. */
function openNoting(behave: () => unknown = () => "done", options = {}) {
  const runs: string[] = [];
  const workers = defineWorkers({
    CODE: defineWorker({
      run: (_, { task }) => {
        runs.push(task.id);
        return behave();
      },
    }),
  });
  return { queue: queues.open(workers, options), runs };
}

/** Makes a task look as if it had been added, and its time had begun, this long ago. */
const age = (id: string, ms: number) =>
  queues.database.db.$executeRaw`UPDATE "QueueTask" SET "createdAt" = "createdAt" - ${ms} * interval '1 ms',
    "scheduledFor" = "scheduledFor" - ${ms} * interval '1 ms', "startBy" = "startBy" - ${ms} * interval '1 ms' WHERE id = ${id}`;

test("a task that has not begun in time fails permanently as EXPIRED, and its process tells listeners", async () => {
  const { queue, runs } = openNoting();
  const events: QueueEvents["exhausted"][] = [];
  queue.on("exhausted", (event) => events.push(event));
  const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs, meta: { tenant: "acme" } });
  await age(id, hourMs + 1_000);
  queue.start();
  const ended = await queue.waitForTask(id);
  expect(ended).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    terminalReason: "EXPIRED",
    attempts: 0,
    errorMessage: "It had not begun within 3600000 ms after its due time.",
  });
  expect(runs).toEqual([]);
  // The row can be read a moment before the process tells its listeners.
  await until(
    () => events,
    ({ length }) => length > 0,
  );
  expect(events).toMatchObject([{ id, attempt: 0, status: "MAX_RETRIES_REACHED", meta: { tenant: "acme" }, runMs: 0 }]);
  expect(events[0]?.waitMs).toBeGreaterThanOrEqual(hourMs + 1_000);
  expect(isQueueError(events[0]?.error, "TASK_EXPIRED")).toBe(true);
  const [statistic] = await queues.database.db.queueStatistic.findMany();
  expect(statistic).toMatchObject({ type: "CODE", exhausted: 1, completed: 0, runMs: 0n });
  expect(statistic?.runBuckets.every((count) => count === 0)).toBe(true);
  expect((await queue.explainTask(id)).reasons).toMatchObject([
    { code: "FINISHED", message: expect.stringContaining("had not begun within 60 min after its due time") },
  ]);
});

test("a task that begins in time runs as usual, and so does one without a limit", async () => {
  const { queue } = openNoting();
  const limited = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs });
  const free = await queue.addToQueue("CODE", {});
  expect(limited.startBy?.getTime()).toBe(limited.createdAt.getTime() + hourMs);
  expect(free).toMatchObject({ startWithinMs: null, startBy: null });
  queue.start();
  expect((await queue.waitForTask(limited.id)).status).toBe("COMPLETED");
  expect((await queue.waitForTask(free.id)).status).toBe("COMPLETED");
});

test.each(["existing", "new"])("what an add returns is what the row says, for a task that is %s", async (which) => {
  const { queue } = openNoting();
  const options = { startWithinMs: 5_000, delayMs: 10_000, meta: { a: [1] }, uniqueKey: "k" };
  const first = await queue.addToQueue("CODE", {}, options);
  const added = which === "new" ? first : await queue.addToQueue("CODE", {}, options);
  expect(added).toEqual(await queue.readFromQueue(added.id));
  expect(added.startBy?.getTime()).toBe((added.scheduledFor?.getTime() ?? 0) + 5_000);
});

test("the worker's limit counts for its tasks, and a task's own one comes first", async () => {
  const workers = defineWorkers({ CODE: defineWorker({ startWithinMs: 7_000, run: () => {} }) });
  const queue = queues.open(workers);
  expect((await queue.addToQueue("CODE", {})).startWithinMs).toBe(7_000);
  expect((await queue.addToQueue("CODE", {}, { startWithinMs: 9_000 })).startWithinMs).toBe(9_000);
  expect((await queue.addManyToQueue([{ type: "CODE", data: {}, startWithinMs: 5 }]))[0]?.startWithinMs).toBe(5);
});

test.each([0, -1, 1.5, Number.NaN, 2_147_483_648, "60" as never])("%s is refused as a limit", async (startWithinMs) => {
  const { queue } = openNoting();
  const adding = queue.addToQueue("CODE", {}, { startWithinMs });
  await expect(adding).rejects.toThrow(/startWithinMs.*whole number from 1 to 2147483647/);
  expect(() => queues.open({ CODE: { startWithinMs, run: () => {} } })).toThrow(InvalidOptionsError);
});

describe("no claim takes an expired task", () => {
  const lease = () => ({ token: randomUUID(), holder: "h", leaseMs: 60_000 });
  const amounts = { limit: 10, allowsQuarantined: true, startable: 10 };

  test.each(["a full scan", "a resumed scan", "a claim of a ready task"])("%s", async (kind) => {
    const { queue } = openNoting();
    const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: 1_000 });
    await age(id, 1_000);
    const database = prismaDatabase(queues.database.db);
    const type = { type: "CODE", limit: 10, timeoutMs: 0 };
    const claimed = {
      "a full scan": () => claimTasks(database, { ...lease(), ...amounts, wanted: [type], minWaitMs: 0 }),
      "a resumed scan": () =>
        claimTasksOnward(database, { ...lease(), ...amounts, levels: [{ ...type, priority: 0, fromMs: 0 }] }),
      "a claim of a ready task": () =>
        claimReadyTask(database, { ...lease(), task: { id, type: "CODE" }, timeoutMs: 0, isAhead: false }),
    }[kind];
    expect(await claimed?.()).toEqual([]);
  });

  test("processJob ends it, as a runner would, and returns null", async () => {
    const { queue, runs } = openNoting();
    const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: 1_000 });
    await age(id, 1_000);
    expect(await queue.processJob(id)).toBeNull();
    expect(await queue.readFromQueue(id)).toMatchObject({ status: "MAX_RETRIES_REACHED", terminalReason: "EXPIRED" });
    expect(runs).toEqual([]);
  });

  test("processJob runs a task that is not due, whose time has not begun", async () => {
    const { queue } = openNoting();
    const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: 1_000, delayMs: hourMs });
    expect(await queue.processJob(id)).toMatchObject({ status: "COMPLETED" });
  });
});

test("a waiting task whose time is over is explained before a runner ends it", async () => {
  const { queue } = openNoting();
  const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: 2_000 });
  await age(id, 2_000);
  expect((await queue.explainTask(id)).reasons).toMatchObject([
    { code: "EXPIRED", message: expect.stringContaining("It has not begun within 2 s") },
  ]);
});

test("retryTask makes an expired task due now, with its whole time again", async () => {
  const { queue } = openNoting();
  const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs });
  await age(id, 2 * hourMs);
  await expireTasks(prismaDatabase(queues.database.db));
  const retried = await queue.retryTask(id);
  expect(retried).toMatchObject({ status: "PENDING", terminalReason: null });
  expect(retried.startBy?.getTime()).toBe((retried.scheduledFor?.getTime() ?? 0) + hourMs);
  queue.start();
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 1 });
});

test("a task that is rescheduled gets its whole time from its new due time", async () => {
  const { queue } = openNoting();
  const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: 5_000 });
  const later = new Date(Date.now() + hourMs);
  expect((await queue.updateInQueue(id, { scheduledFor: later })).startBy?.getTime()).toBe(later.getTime() + 5_000);
  const now = await queue.updateInQueue(id, { scheduledFor: null });
  expect(now.startBy?.getTime()).toBe(now.updatedAt.getTime() + 5_000);
  expect((await queue.updateInQueue(id, { priority: 3 })).startBy).toEqual(now.startBy);
});

test.each<[string, () => never]>([
  [
    "has snoozed itself",
    () => {
      throw new SnoozeError(hourMs);
    },
  ],
  [
    "has met a rate limit",
    () => {
      throw new RateLimitError("openai", 3_600);
    },
  ],
  [
    "has failed",
    () => {
      throw new Error("no");
    },
  ],
])("a task that %s has begun, and no longer expires", async (_, behave) => {
  const { queue } = openNoting(behave);
  const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs });
  await queue.processJob(id).catch(() => {});
  expect(await queue.readFromQueue(id)).toMatchObject({ startWithinMs: hourMs, startBy: null });
  await age(id, 3 * hourMs);
  expect(await expireTasks(prismaDatabase(queues.database.db))).toEqual([]);
});

/** Middleware that ends the attempt in this way without calling the worker. */
const endingWith = (error: Error) => ({ middleware: [() => Promise.reject(error)] });

test.each([
  ["snoozes", new SnoozeError(hourMs)],
  ["reports a rate limit", new RateLimitError("openai", 3_600)],
])("a task whose middleware %s before it calls the worker has not begun", async (_, error) => {
  const { queue, runs } = openNoting(undefined, endingWith(error));
  const { id, startBy } = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs });
  await queue.processJob(id).catch(() => {});
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0, snoozeCount: 1, startBy });
  await age(id, 2 * hourMs);
  expect(await expireTasks(prismaDatabase(queues.database.db))).toMatchObject([{ id }]);
  expect(runs).toEqual([]);
});

test("a task whose attempt failed no longer expires, even if its worker was not called", async () => {
  const { queue, runs } = openNoting(undefined, endingWith(new Error("no connection to the tenant's database")));
  const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs });
  await queue.processJob(id).catch(() => {});
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "FAILED", attempts: 1, startBy: null });
  await queues.database.db.queueTask.update({ where: { id }, data: { startBy: new Date() } }); // older versions keep it
  await queue.handleRateLimitError(id, "openai", 3_600);
  await age(id, 3 * hourMs);
  expect(await expireTasks(prismaDatabase(queues.database.db))).toEqual([]);
  expect(runs).toEqual([]);
});

test("a task that waits for a provider has not begun, and keeps the end of its time", async () => {
  const workers = defineWorkers({ CALL: defineWorker({ providers: ["openai"], run: () => {} }) });
  const queue = queues.open(workers);
  const { id, startBy } = await queue.addToQueue("CALL", {}, { startWithinMs: hourMs });
  await queues.database.db.queueProvider.create({
    data: { name: "openai", coolDownUntil: new Date(Date.now() + 5 * hourMs) },
  });
  await queue.processJob(id);
  const waiting = await queue.readFromQueue(id);
  expect(waiting).toMatchObject({ status: "PENDING", attempts: 0, startBy });
  await age(id, hourMs); // due in four hours, but its time is over
  expect(await expireTasks(prismaDatabase(queues.database.db))).toMatchObject([{ id }]);
  expect((await queue.readFromQueue(id))?.errorMessage).toBe(
    "It had not begun within 3600000 ms after its due time. Why it waited: Waiting for openai to become available.",
  );
});

test("a task that a stopping runner releases before its worker is called has not begun", async () => {
  const begun = Promise.withResolvers<void>();
  const { queue, runs } = openNoting(() => begun.promise);
  const runner = queue.start({ concurrency: 1, shutdownGraceMs: 0 });
  const first = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs });
  await until(
    () => runs,
    ({ length }) => length === 1,
  );
  const second = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs });
  await runner.stop();
  begun.resolve();
  expect(await queue.readFromQueue(first.id)).toMatchObject({ status: "PENDING", attempts: 0, startBy: null });
  expect(await queue.readFromQueue(second.id)).toMatchObject({ status: "PENDING", startBy: second.startBy });
});

test.each([
  ["may have begun no longer expires", 2, null],
  ["cannot have begun keeps the end of its time", 1, expect.any(Date)],
])("a rescued task that was claimed ahead and %s", async (_, maxAttempts, startBy) => {
  const { queue } = openNoting();
  const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs, maxAttempts });
  const database = prismaDatabase(queues.database.db);
  const wanted = [{ type: "CODE", limit: 1, timeoutMs: 0 }];
  const lease = { token: randomUUID(), holder: "h", leaseMs: 60_000, limit: 1, startable: 0 };
  await claimTasks(database, { ...lease, wanted, allowsQuarantined: true, minWaitMs: 0 });
  await queues.database.db
    .$executeRaw`UPDATE "QueueTask" SET "leaseExpiresAt" = now() - interval '1 s' WHERE id = ${id}`;
  await rescueTasks(database, 0);
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0, startBy });
});

describe("a task that was claimed in time", () => {
  /** Claims the task as a runner does that has no free slot for it yet. */
  async function claimAhead(id: string) {
    const lease = { token: randomUUID(), holder: "h", leaseMs: 60_000 };
    const database = prismaDatabase(queues.database.db);
    const [task] = await claimReadyTask(database, {
      ...lease,
      task: { id, type: "CODE" },
      timeoutMs: 0,
      isAhead: true,
    });
    if (!task) throw new Error(`task ${id} was not claimed`);
    return task;
  }

  test.each([
    ["does not begin when its time was over before it got a slot", {}, 6_000, "PENDING"],
    ["begins when it got a slot in time", {}, 1_000, "COMPLETED"],
    ["may begin when it has no limit", { startWithinMs: undefined }, 6_000, "COMPLETED"],
  ])("%s", async (_, options, waitedMs, status) => {
    const { queue, runs } = openNoting();
    const started: unknown[] = [];
    queue.on("started", (event) => started.push(event));
    const added = await queue.addToQueue("CODE", {}, { startWithinMs: 5_000, ...options });
    const core = coreOf(queue);
    const claim = new ActiveClaim(await claimAhead(added.id), core.calls, performance.now() - waitedMs);
    core.calls.hold([claim]);
    const { settled } = await runAttempt(core, claim);
    expect(settled).toMatchObject({ id: added.id, status });
    expect([runs.length, started.length]).toEqual(status === "PENDING" ? [0, 0] : [1, 1]);
    const { startBy } = added;
    if (status === "PENDING") expect(await queue.readFromQueue(added.id)).toMatchObject({ attempts: 0, startBy });
  });

  test("does not begin when its time was over before the database noted that it begins", async () => {
    let lost = 0;
    const client = interceptClient(queues.client, async (text, run) => {
      if (!text.includes("marked AS (") || lost++ > 3) return run();
      await sleep(100);
      throw new Error("connection terminated unexpectedly");
    });
    const workers = defineWorkers({ CODE: defineWorker({ run: () => "too late" }) });
    const queue = queues.open(workers, {}, client);
    const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: 300, maxAttempts: 1 });
    const core = coreOf(queue);
    const claim = new ActiveClaim(await claimAhead(id), core.calls, performance.now(), false);
    core.calls.hold([claim]);
    await runAttempt(core, claim);
    expect(lost).toBeGreaterThan(3);
    queue.start();
    expect(await queue.waitForTask(id)).toMatchObject({ terminalReason: "EXPIRED", attempts: 0 });
  });

  test("does not begin when middleware has waited too long, which then learns why", async () => {
    const reasons: unknown[] = [];
    const slow: Middleware = async (_, __, next) => {
      await sleep(400);
      return next().catch((error) => {
        reasons.push(error);
        throw error;
      });
    };
    const { queue, runs } = openNoting(undefined, { middleware: [slow] });
    const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: 300 });
    expect(await queue.processJob(id)).toBeNull();
    expect(await queue.readFromQueue(id)).toMatchObject({ terminalReason: "EXPIRED", attempts: 0 });
    expect(runs).toEqual([]);
    await until(
      () => reasons,
      ([reason]) => isQueueError(reason, "TASK_EXPIRED"),
    );
  });

  test("and is rescheduled before it begins gets its whole time from its new due time", async () => {
    const { queue } = openNoting();
    const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs });
    const core = coreOf(queue);
    const claim = new ActiveClaim(await claimAhead(id), core.calls);
    core.calls.hold([claim]);
    const scheduledFor = new Date(Date.now() + 24 * hourMs);
    await queue.updateInQueue(id, { scheduledFor });
    await releaseClaim(core, claim);
    const startBy = new Date(scheduledFor.getTime() + hourMs);
    expect(await queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0, scheduledFor, startBy });
  });

  test("and is rescheduled while its worker runs no longer expires", async () => {
    const begun = Promise.withResolvers<void>();
    const { queue } = openNoting(async () => {
      begun.resolve();
      await sleep(300);
      throw new SnoozeError(0);
    });
    const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: hourMs });
    const running = queue.processJob(id).catch(() => {});
    await begun.promise;
    await queue.updateInQueue(id, { scheduledFor: new Date(Date.now() + hourMs) });
    await running;
    expect(await queue.readFromQueue(id)).toMatchObject({ status: "PENDING", attempts: 0, startBy: null });
  });

  test("keeps running when its time ends after its worker was called", async () => {
    const { queue } = openNoting(() => sleep(400, "done"));
    const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: 300 });
    expect(await queue.processJob(id)).toMatchObject({ status: "COMPLETED", result: "done" });
  });
});

test("more tasks than fit into one statement are all ended", async () => {
  const { queue } = openNoting();
  const count = expiryBatch + 20;
  await queue.addManyToQueue(Array.from({ length: count }, () => ({ type: "CODE", data: {}, startWithinMs: 1 })));
  await queues.database.db.$executeRaw`UPDATE "QueueTask" SET "startBy" = "startBy" - interval '1 hour'`;
  const events = { hasListeners: () => false } as never;
  const database = prismaDatabase(queues.database.db);
  await endExpiredTasks({ database, events, changes: new ChangeNotifier(database, false) }, () => false);
  expect(await queues.database.db.queueTask.count({ where: { terminalReason: "EXPIRED" } })).toBe(count);
});

test("a cron endpoint without runners ends expired tasks too", async () => {
  const { queue } = openNoting();
  const { id } = await queue.addToQueue("CODE", {}, { startWithinMs: 1_000 });
  await age(id, 1_000);
  await queue.retryFailedQueueTasks();
  expect(await queue.readFromQueue(id)).toMatchObject({ terminalReason: "EXPIRED" });
});
