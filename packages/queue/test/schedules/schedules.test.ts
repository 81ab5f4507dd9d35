import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import {
  defineWorker,
  InvalidOptionsError,
  InvalidTaskDataError,
  LockTimeoutError,
  ScheduleDeclaredError,
  ScheduleNotFoundError,
} from "../../src/index.ts";
import { coreOf } from "../../src/QueueService.ts";
import { fireDueSchedules } from "../../src/schedules/fireDueSchedules.ts";
import { setUpTestClock } from "../support/setUpTestClock.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);
const hour = 3_600_000;

const workers = { REPORT: defineWorker({ input: z.object({ month: z.number() }), run: () => {} }) };
const hourly = { name: "hourly", type: "REPORT", data: { month: 5 }, cron: "0 * * * *" } as const;

afterEach(async () => {
  const { db } = queues.database;
  await db.queueSchedule.deleteMany();
  await db.queueScheduleSlot.deleteMany();
  await db.queueRelease.deleteMany();
  await db.queueAudit.deleteMany();
  await db.queueRunner.deleteMany();
});

/** A service without a runner, and a function that does what a runner does when a schedule is due. */
function open() {
  const queue = queues.open(workers);
  const fire = async () => {
    while ((await fireDueSchedules(coreOf(queue))) === 0);
  };
  return { queue, fire };
}

const tasks = () => queues.database.db.queueTask.findMany({ orderBy: { seq: "asc" } });
const slots = async (name = "hourly") =>
  (await queues.database.db.queueScheduleSlot.findMany({ where: { name }, orderBy: { slot: "asc" } })).map(
    ({ outcome }) => outcome,
  );
const complete = () =>
  queues.database.db.$executeRaw`UPDATE "QueueTask" SET status = 'COMPLETED', "finishedAt" = now()`;
/** Moves the clock to this many milliseconds after the next full hour. */
const passHour = async (ms = 0) => {
  const now = (await clock.now()).getTime();
  await clock.advanceMs(hour - (now % hour) + ms);
};

test("a schedule adds a task at each slot, with its data, its options, its owner and the slot", async () => {
  const { queue, fire } = open();
  const schedule = await queue.schedules.upsert({
    ...hourly,
    ownerId: "ana",
    options: { priority: 3, tags: ["monthly"], maxAttempts: 7 },
  });
  expect(schedule).toMatchObject({ status: "active", runs: 0, missed: "once", overlap: "skip", timeZone: "UTC" });
  await fire();
  expect(await tasks()).toEqual([]);
  await passHour(10);
  await fire();
  await fire();
  expect(await tasks()).toMatchObject([
    {
      type: "REPORT",
      data: { month: 5 },
      ownerId: "ana",
      priority: 3,
      tags: ["monthly"],
      maxAttempts: 7,
      status: "PENDING",
      scheduleName: "hourly",
      scheduledSlot: schedule.nextAt,
    },
  ]);
  const after = await queue.schedules.read("hourly");
  expect(after).toMatchObject({ runs: 1, unfinished: 1, lastSlot: { outcome: "fired", slot: schedule.nextAt } });
  expect(after?.nextAt?.getTime()).toBe((schedule.nextAt?.getTime() ?? 0) + hour);
});

test("a worker knows the schedule and the slot of its task", async () => {
  const seen: unknown[] = [];
  const queue = queues.open({
    REPORT: defineWorker({ run: (_: unknown, { task }) => void seen.push([task.scheduleName, task.scheduledSlot]) }),
  });
  const { nextAt } = await queue.schedules.upsert({ name: "seen", type: "REPORT", data: 1, everyMs: 1_000 });
  queue.start();
  await until(
    () => seen.length,
    (count) => count > 0,
  );
  expect(seen[0]).toEqual(["seen", nextAt]);
});

test.each([
  ["skip", 0],
  ["once", 1],
  ["all", 3],
] as const)("an hourly schedule that was missed for three hours with the policy %s adds %i", async (missed, count) => {
  const { queue, fire } = open();
  await queue.schedules.upsert({ ...hourly, missed });
  await passHour(2.5 * hour);
  await fire();
  expect(await tasks()).toHaveLength(count);
  expect(await slots()).toHaveLength(3);
});

test("a slot is skipped while an earlier task is unfinished, and the overlap policy allow adds another", async () => {
  const { queue, fire } = open();
  await queue.schedules.upsert(hourly);
  for (let slot = 0; slot < 3; slot++) {
    await passHour();
    await fire();
    if (slot === 1) await complete();
  }
  expect(await slots()).toEqual(["fired", "skipped", "fired"]);
  await queue.schedules.upsert({ ...hourly, overlap: "allow" });
  await passHour();
  await fire();
  expect(await slots()).toEqual(["fired", "skipped", "fired", "fired"]);
});

test("slots during a pause do not exist, whether it is resumed or ends by itself", async () => {
  const { queue, fire } = open();
  await queue.schedules.upsert({ ...hourly, missed: "all" });
  expect(await queue.schedules.pause("hourly", { actor: "ben", reason: "holidays" })).toMatchObject({
    status: "paused",
    nextAt: null,
    pause: { actor: "ben", reason: "holidays", until: null },
  });
  await passHour(3 * hour);
  await fire();
  const resumed = await queue.schedules.resume("hourly", { actor: "ben" });
  expect(resumed.status).toBe("active");
  const until = new Date((await clock.now()).getTime() + 2.5 * hour);
  await queue.schedules.pause("hourly", { until });
  await clock.advanceMs(2 * hour);
  await fire();
  expect(await slots()).toEqual([]);
  await clock.advanceMs(2 * hour);
  await fire();
  expect((await slots()).length).toBeGreaterThan(0);
  const { items } = await queue.schedules.listSlots("hourly");
  expect(items.every(({ slot }) => slot >= until)).toBe(true);
  expect(await queue.schedules.read("hourly")).toMatchObject({ status: "active", pause: null });
  const audit = (await queue.listAudit({ name: "hourly" })).items.map(({ action, actor, reason }) => [
    action,
    actor,
    reason,
  ]);
  expect(audit).toEqual([
    ["schedule.pause", expect.stringMatching(/^process:/), null],
    ["schedule.resume", "ben", null],
    ["schedule.pause", "ben", "holidays"],
    ["schedule.create", expect.stringMatching(/^process:/), null],
  ]);
});

test("runNow adds a task without a slot, moves nothing, obeys overlap, and works during a pause", async () => {
  const { queue } = open();
  const { nextAt } = await queue.schedules.upsert(hourly);
  await queue.schedules.pause("hourly");
  const { outcome, taskId } = await queue.schedules.runNow("hourly");
  expect(outcome).toBe("fired");
  expect(await queue.readFromQueue(taskId as string)).toMatchObject({ scheduleName: "hourly", scheduledSlot: null });
  expect(await queue.schedules.runNow("hourly")).toEqual({ outcome: "skipped", taskId: null });
  expect(await slots()).toEqual([]);
  expect((await queue.schedules.resume("hourly")).nextAt).toEqual(nextAt);
});

test("a changed timing starts from now, and other changes leave the next slot", async () => {
  const { queue } = open();
  const { nextAt } = await queue.schedules.upsert(hourly);
  await passHour(5 * hour);
  expect((await queue.schedules.upsert({ ...hourly, data: { month: 6 } })).nextAt).toEqual(nextAt);
  const moved = await queue.schedules.upsert({ ...hourly, cron: "30 * * * *" });
  expect(moved.nextAt?.getTime()).toBeGreaterThan((await clock.now()).getTime());
});

test("an unchanged upsert writes no audit row", async () => {
  const { queue } = open();
  await queue.schedules.upsert(hourly);
  await queue.schedules.upsert(hourly);
  expect((await queue.listAudit()).items).toHaveLength(1);
});

test("maxRuns and endsAt end a schedule", async () => {
  const { queue, fire } = open();
  await queue.schedules.upsert({ ...hourly, maxRuns: 2, overlap: "allow" });
  const endsAt = new Date((await clock.now()).getTime() + 1.5 * hour);
  await queue.schedules.upsert({ ...hourly, name: "until", overlap: "allow", endsAt });
  for (let n = 0; n < 4; n++) {
    await passHour();
    await fire();
  }
  expect(await slots()).toEqual(["fired", "fired"]);
  expect(await queue.schedules.read("hourly")).toMatchObject({ status: "ended", nextAt: null, runs: 2 });
  expect(await queue.schedules.read("until")).toMatchObject({ status: "ended", nextAt: null });
  expect(await queue.schedules.preview("hourly")).toEqual([]);
});

test("splayMs moves the due time of the task, and not its slot", async () => {
  const { queue, fire } = open();
  const { nextAt } = await queue.schedules.upsert({ ...hourly, splayMs: 600_000 });
  await passHour();
  await fire();
  const [task] = await queue.listTasks().then(({ items }) => items);
  expect(task?.scheduledSlot).toEqual(nextAt);
  const delay = (task?.scheduledFor?.getTime() ?? 0) - (nextAt?.getTime() ?? 0);
  expect(delay).toBeGreaterThanOrEqual(0);
  expect(delay).toBeLessThan(600_000);
});

test("a backfill adds the tasks of missed slots once, in their order", async () => {
  const { queue, fire } = open();
  await queue.schedules.upsert({ ...hourly, missed: "skip" });
  const from = await clock.now();
  await passHour(4.5 * hour);
  await fire();
  expect(await tasks()).toEqual([]);
  const to = await clock.now();
  expect(await queue.schedules.backfill("hourly", { from, to })).toEqual({ fired: 5, skipped: 0, existing: 0 });
  expect(await queue.schedules.backfill("hourly", { from, to })).toEqual({ fired: 0, skipped: 0, existing: 5 });
  const added = await tasks();
  expect(added.map(({ scheduledSlot }) => scheduledSlot)).toEqual(
    added.map(({ scheduledSlot }) => scheduledSlot).toSorted(),
  );
  expect(added).toHaveLength(5);
  await expect(queue.schedules.backfill("hourly", { from, to: new Date(to.getTime() + hour) })).rejects.toThrow(
    "a time that is not in the future",
  );
});

test("a slot that a backfill has recorded before it was due fires no second time", async () => {
  const { queue, fire } = open();
  await queue.schedules.upsert(hourly);
  const from = await clock.now();
  await passHour(1);
  await queue.schedules.backfill("hourly", { from, to: await clock.now() });
  await fire();
  expect(await tasks()).toHaveLength(1);
  expect((await queue.schedules.read("hourly"))?.nextAt?.getTime()).toBeGreaterThan((await clock.now()).getTime());
});

test("a slot that a backfill has skipped takes no task from the next one", async () => {
  const { queue, fire } = open();
  await queue.schedules.upsert({ ...hourly, splayMs: 3 * hour });
  const from = await clock.now();
  const running = await queue.schedules.runNow("hourly");
  await passHour(1);
  await queue.schedules.backfill("hourly", { from, to: await clock.now(), overlap: "skip" });
  await queue.cancelTask(running.taskId ?? "");
  await passHour(1);
  await fire();
  expect(await slots("hourly")).toEqual(["skipped", "fired"]);
});

test("changes in a transaction are part of it", async () => {
  const { queue } = open();
  const { client } = queues;
  const failing = client.$transaction(async (tx) => {
    await queue.schedules.upsert(hourly, { tx });
    await queue.schedules.runNow("hourly", { tx });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect([await queue.schedules.read("hourly"), await tasks(), (await queue.listAudit()).items]).toEqual([
    null,
    [],
    [],
  ]);
  await client.$transaction(async (tx) => {
    await queue.schedules.upsert(hourly, { tx });
    await queue.schedules.runNow("hourly", { tx });
  });
  expect(await tasks()).toHaveLength(1);
  await client.$transaction((tx) => queue.schedules.delete("hourly", { tx }));
  expect(await queue.schedules.read("hourly")).toBeNull();
});

test("a schedule that another transaction has changed is not waited for: others fire, and a change gives up", async () => {
  const { queue, fire } = open();
  await queue.schedules.upsert(hourly);
  await queue.schedules.upsert({ ...hourly, name: "other" });
  await passHour();
  const locked = Promise.withResolvers<void>();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const holding = queues.client.$transaction(
    async (tx) => {
      await queue.schedules.runNow("hourly", { tx });
      locked.resolve();
      await held;
    },
    { timeout: 30_000 },
  );
  await locked.promise;
  await fire();
  expect([await slots("other"), await slots("hourly")]).toEqual([["fired"], []]);
  await expect(queue.schedules.pause("hourly")).rejects.toBeInstanceOf(LockTimeoutError);
  release();
  await holding;
  await fire();
  expect(await slots("hourly")).toEqual(["skipped"]); // the task of runNow is unfinished
});

test("unknown schedules, and invalid specs, are refused with what to do", async () => {
  const { queue } = open();
  const upsert = (part: object) => queue.schedules.upsert({ ...hourly, ...part } as never);
  await expect(queue.schedules.pause("nobody")).rejects.toBeInstanceOf(ScheduleNotFoundError);
  await expect(upsert({ data: { month: "May" } })).rejects.toBeInstanceOf(InvalidTaskDataError);
  for (const [part, message] of [
    [{ cron: "0 3 * *" }, "a cron expression such as 0 3 * * *"],
    [{ cron: "0 0 31 2 *" }, "This one never does"],
    [{ cron: "? 3 * * *" }, "without ?"],
    [{ timeZone: "Europe/Pariss" }, "Did you mean Europe/Paris?"],
    [{ cron: undefined }, 'Pass "cron" or "everyMs"'],
    [{ everyMs: 60_000 }, "not both"],
    [{ cron: undefined, everyMs: 500 }, "a whole number from 1000"],
    [{ cron: undefined, everyMs: 5_000, timeZone: "UTC" }, "has no effect"],
    [{ overlap: "queueOne" }, '"skip" or "allow"'],
    [{ missed: "later" }, '"once" or "skip" or "all"'],
    [{ startsAt: new Date("2026-02-02"), endsAt: new Date("2026-02-01") }, "a time after startsAt"],
    [{ name: "a/b" }, "1 to 128 characters without /"],
    [{ crom: "x" }, 'Did you mean "cron"?'],
    [{ options: { uniqueKey: "x" } }, 'Unknown option "options.uniqueKey"'],
  ] as const) {
    await expect(upsert(part), JSON.stringify(part)).rejects.toThrow(message);
    await expect(upsert(part), JSON.stringify(part)).rejects.toBeInstanceOf(InvalidOptionsError);
  }
});

test("a declared schedule with invalid data or times is refused when the service is created", () => {
  const declare = (spec: object) => () => queues.open(workers, { schedules: { nightly: spec as never } });
  expect(declare({ type: "REPORT", data: { month: "May" }, cron: "0 3 * * *" })).toThrow(InvalidTaskDataError);
  expect(declare({ type: "REPORT", data: { month: 5 }, cron: "0 3 * *" })).toThrow('Option "schedules.nightly.cron"');
  expect(declare({ type: "REPORT", data: { month: 5 } })).toThrow('Pass "schedules.nightly.cron"');
});

test("lists go in the order of the names, page by page", async () => {
  const { queue } = open();
  for (const name of ["b", "a", "c"]) await queue.schedules.upsert({ ...hourly, name });
  const first = await queue.schedules.list({ limit: 2 });
  const second = await queue.schedules.list({ limit: 2, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(second.nextCursor).toBeNull();
});

test("a preview of a spec needs no schedule, and that of a name goes on from now", async () => {
  const { queue } = open();
  const { name: _, ...spec } = hourly;
  const dates = await queue.schedules.preview(spec, 3);
  expect(dates.map((date) => date.getTime() % hour)).toEqual([0, 0, 0]);
  await queue.schedules.upsert(hourly);
  expect(await queue.schedules.preview("hourly", 3)).toEqual(dates);
});

test("a schedule that running code declares cannot be changed or deleted by a call, and one of dead code can", async () => {
  const declaring = queues.open(workers, {
    schedules: { nightly: { type: "REPORT", data: { month: 5 }, cron: "0 3 * * *" } },
  });
  declaring.start();
  const { queue } = open();
  await until(
    () => queue.schedules.read("nightly"),
    (schedule) => schedule !== null,
  );
  await expect(queue.schedules.delete("nightly")).rejects.toBeInstanceOf(ScheduleDeclaredError);
  await expect(queue.schedules.upsert({ ...hourly, name: "nightly" })).rejects.toBeInstanceOf(ScheduleDeclaredError);
  expect(await queue.schedules.read("nightly")).toMatchObject({ isOrphaned: false, release: expect.any(String) });
  await declaring.close();
  expect(await queue.schedules.read("nightly")).toMatchObject({ isOrphaned: true });
  await queue.schedules.delete("nightly");
});

test("a runner starts the task of a slot shortly after its time", async () => {
  const queue = queues.open(workers);
  queue.start();
  await queue.schedules.upsert({
    name: "every second",
    type: "REPORT",
    data: { month: 5 },
    everyMs: 1_000,
    maxRuns: 2,
  });
  await until(
    () => queue.schedules.read("every second"),
    (schedule) => schedule?.status === "ended",
  );
  expect(await slots("every second")).toEqual(["fired", "fired"]);
});

test("a process that has fired the only schedule knows when it is due again", async () => {
  const { queue } = open();
  await queue.schedules.upsert(hourly);
  await passHour(10);
  const waitMs = await fireDueSchedules(coreOf(queue));
  expect(waitMs).toBeGreaterThan(hour - 30_000);
  expect(waitMs).toBeLessThanOrEqual(hour);
});

test("two services with the same release may declare different schedules", async () => {
  const declare = (name: string) =>
    queues.open(workers, {
      release: "v1",
      schedules: { [name]: { type: "REPORT", data: { month: 5 }, cron: "0 3 * * *" } },
    });
  declare("mails").start();
  const { queue } = open();
  await until(
    () => queue.schedules.read("mails"),
    (schedule) => schedule !== null,
  );
  declare("reports").start();
  await until(
    () => queue.schedules.read("reports"),
    (schedule) => schedule !== null,
  );
  expect((await queue.schedules.list()).items.map(({ name, isOrphaned }) => [name, isOrphaned])).toEqual([
    ["mails", false],
    ["reports", false],
  ]);
});
