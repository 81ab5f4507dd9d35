import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { prismaDatabase } from "../../src/database/database.ts";
import { defineWorker, defineWorkers } from "../../src/index.ts";
import { rescueTasks } from "../../src/maintenance/rescueTasks.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { silenceRunners } from "../support/silenceRunners.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();

test("a healthy task that runs ten times as long as its lease starts once", async () => {
  const leaseMs = 400;
  let starts = 0;
  const workers = defineWorkers({
    LONG: defineWorker({
      run: async () => {
        starts++;
        await sleep(leaseMs * 10);
      },
    }),
  });
  const options = { leaseMs, heartbeatMs: 100, sweepMs: 50 };
  const [queue, sweeper] = [queues.open(workers, options), queues.open(workers, options)];
  const { id } = await queue.addToQueue("LONG", {});
  queue.start({ concurrency: 1 });
  sweeper.start({ concurrency: 1 });
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", attempts: 1, crashCount: 0 });
  expect(starts).toBe(1);
});

test("a rescue at the same time as the completion has one of the two results, and a completed task stays completed", async () => {
  const { db } = queues.database;
  await db.$executeRawUnsafe(`CREATE TABLE seen (n bigserial, "taskId" text, status text)`);
  await db.$executeRawUnsafe(`CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF OLD.status IS DISTINCT FROM NEW.status THEN INSERT INTO seen ("taskId", status) VALUES (NEW.id, NEW.status::text); END IF; RETURN NULL; END $$`);
  await db.$executeRawUnsafe(`CREATE TRIGGER see AFTER UPDATE ON "QueueTask" FOR EACH ROW EXECUTE FUNCTION see()`);
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const workers = defineWorkers({ GATED: defineWorker({ run: () => gate, maxAttempts: 5 }) });
  const [queue, sweeper] = [queues.open(workers), queues.open(workers, { sweepMs: 10 })];
  const tasks = await queue.addManyToQueue(Array.from({ length: 60 }, () => ({ type: "GATED" as const, data: {} })));
  queue.start({ concurrency: 60 });
  await until(
    () => db.queueTask.count({ where: { status: "PROCESSING" } }),
    (running) => running === 60,
  );
  sweeper.start({ concurrency: 60 });
  await silenceRunners(queues.database);
  // The leases of half of them expire at the moment when the workers return.
  const expire = db.$executeRaw`UPDATE "QueueTask" SET "leaseExpiresAt" = now() - interval '1 second' WHERE seq % 2 = 0`;
  const returned = sleep(5).then(letGo);
  await Promise.all([expire, returned]);
  for (const { id } of tasks) expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED" });
  const rows = await db.$queryRaw<{ completions: number; after: number }[]>`
    SELECT count(*) FILTER (WHERE status = 'COMPLETED')::int AS completions,
      count(*) FILTER (WHERE status <> 'COMPLETED' AND n > (SELECT max(c.n) FROM seen c WHERE c."taskId" = s."taskId" AND c.status = 'COMPLETED'))::int AS after
    FROM seen s GROUP BY "taskId"`;
  expect(rows).toHaveLength(60);
  expect(rows.every(({ completions, after }) => completions === 1 && after === 0)).toBe(true);
});

test("the outcome of an attempt that lost its lease is discarded, even if the same process runs the task again", async () => {
  const waiting: ((value: string) => void)[] = [];
  const reasons: unknown[] = [];
  const workers = defineWorkers({
    HELD: defineWorker({
      run: (_, { signal }) => {
        signal.addEventListener("abort", () => reasons.push(signal.reason.code));
        return new Promise<string>((resolve) => waiting.push(resolve));
      },
    }),
  });
  const queue = queues.open(workers, { leaseMs: 60_000, heartbeatMs: 30_000, sweepMs: 20 });
  const { id } = await queue.addToQueue("HELD", {});
  queue.start({ concurrency: 2 });
  await until(
    () => waiting.length,
    (runs) => runs === 1,
  );
  await silenceRunners(queues.database);
  await queues.database.db.$executeRaw`UPDATE "QueueTask" SET "leaseExpiresAt" = now() - interval '1 second'`;
  await until(
    () => waiting.length,
    (runs) => runs === 2,
  );
  expect(reasons).toEqual(["LEASE_LOST"]);
  waiting[0]?.("stale");
  await sleep(100);
  expect((await queues.readRow(id)).status).toBe("PROCESSING");
  waiting[1]?.("current");
  expect(await queue.waitForTask(id)).toMatchObject({ status: "COMPLETED", result: "current", attempts: 2 });
});

test("a task whose cancellation was acknowledged never becomes completed", async () => {
  const workers = defineWorkers({ SHORT: defineWorker({ run: () => sleep(Math.random() * 20) }) });
  const [queue, operator] = [queues.open(workers), queues.open(workers)];
  queue.start({ concurrency: 20 });
  const ends = await Promise.all(
    Array.from({ length: 80 }, async (_, n) => {
      const { id } = await queue.addToQueue("SHORT", {});
      // Most cancellations race with the completion; some are certainly too late, even on a slow machine.
      if (n % 10 === 0) await queue.waitForTask(id);
      else await sleep(Math.random() * 150);
      const wasAcknowledged = await operator.cancelTask(id).then(
        () => true,
        () => false,
      );
      return { wasAcknowledged, status: (await queue.waitForTask(id)).status };
    }),
  );
  expect(new Set(ends.map(({ wasAcknowledged, status }) => `${wasAcknowledged}: ${status}`))).toEqual(
    new Set(["true: CANCELLED", "false: COMPLETED"]),
  );
});

test("a task with an infinite due time is rescued like others whose leases expired", async () => {
  const { db } = queues.database;
  const queue = queues.open(defineWorkers({ ANY: defineWorker({ run: () => {} }) }));
  const tasks = await queue.addManyToQueue([1, 2].map((n) => ({ type: "ANY" as const, data: n })));
  await db.$executeRaw`UPDATE "QueueTask" SET status = 'PROCESSING', attempts = "maxAttempts", "startedAt" = now(), "leaseToken" = gen_random_uuid(),
    "leaseExpiresAt" = now() - interval '1 second', "scheduledFor" = CASE WHEN id = ${tasks[0]?.id} THEN '-infinity'::timestamptz END`;
  expect((await rescueTasks(prismaDatabase(db), 0)).rescued).toHaveLength(2);
  const rows = await db.queueTask.findMany({ select: { status: true } });
  expect(rows).toEqual([{ status: "MAX_RETRIES_REACHED" }, { status: "MAX_RETRIES_REACHED" }]);
});
