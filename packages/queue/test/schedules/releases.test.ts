import { afterEach, expect, test } from "vitest";
import { defineWorker, type ScheduleSpec, type Workers } from "../../src/index.ts";
import { coreOf, type QueueService } from "../../src/QueueService.ts";
import { applyDeclarations } from "../../src/schedules/declareSchedules.ts";
import { fireDueSchedules } from "../../src/schedules/fireDueSchedules.ts";
import { setUpTestClock } from "../support/setUpTestClock.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);
const hour = 3_600_000;
/** Milliseconds between two comparisons of a process, and after which a silent runner counts as dead. */
const [compareMs, deadMs] = [15_000, 46_000];

const run = () => {};
const workers = { REPORT: defineWorker({ run }) };
const daily = { type: "REPORT", data: {}, cron: "0 3 * * *" } as const satisfies ScheduleSpec;
const hourly = { type: "REPORT", data: {}, cron: "0 * * * *" } as const satisfies ScheduleSpec;

afterEach(async () => {
  const { db } = queues.database;
  await db.queueSchedule.deleteMany();
  await db.queueScheduleSlot.deleteMany();
  await db.queueRelease.deleteMany();
  await db.queueAudit.deleteMany();
  await db.queueRunner.deleteMany();
});

/** Starts a process of a release, and waits until it has declared its schedules. */
async function deploy(release: string, schedules: Record<string, ScheduleSpec>, its: Workers = workers) {
  const queue = queues.open<Workers>(its, { release, schedules });
  const runner = queue.start();
  const { db } = queues.database;
  await until(
    () => db.queueRunner.count({ where: { id: runner.stats().id } }),
    (count) => count > 0,
  );
  if (Object.keys(schedules).length > 0)
    await until(
      () => db.queueRelease.count({ where: { release } }),
      (count) => count > 0,
    );
  await compare(queue);
  return queue;
}

/** Does what each process does from time to time: applies the declarations of the release in force. */
const compare = (...processes: QueueService<Workers>[]) =>
  Promise.all(processes.map((queue) => applyDeclarations(coreOf(queue))));

/** The process dies without a farewell: its runner stays in the table, with its last heartbeat. */
async function kill(queue: QueueService<Workers>, release: string): Promise<void> {
  const { db } = queues.database;
  const runners = await db.queueRunner.findMany({ where: { release } });
  await queue.close();
  // The id of another process: the clock of the test keeps the runners of this one alive.
  await db.queueRunner.createMany({ data: runners.map((row) => ({ ...row, id: `dead ${row.id}` })) });
}

const schedules = async () =>
  Object.fromEntries((await queues.database.db.queueSchedule.findMany()).map((schedule) => [schedule.name, schedule]));
const cronOf = async (name: string) =>
  ((await schedules())[name]?.spec as { timing: { cron: string } } | undefined)?.timing.cron;
const actions = async () =>
  (await queues.database.db.queueAudit.findMany({ orderBy: { id: "asc" } })).map(
    ({ action, name, actor }) => `${action} ${name} by ${actor}`,
  );

test("an old process beside a new one writes nothing in ten minutes, and the newer declaration stays in force", async () => {
  const old = await deploy("v1", { report: daily });
  const young = await deploy("v2", { report: { ...daily, cron: "0 5 * * *" } });
  expect(await cronOf("report")).toBe("0 5 * * *");
  const [before, audit] = [await schedules(), await actions()];
  for (let passedMs = 0; passedMs < 600_000; passedMs += compareMs) {
    await clock.advanceMs(compareMs);
    await compare(old, young);
  }
  expect(await schedules()).toEqual(before); // each write would increase the version
  expect(await actions()).toEqual(audit);
  expect(audit).toEqual(["schedule.create report by release:v1", "schedule.update report by release:v2"]);
});

test("an old process that restarts changes nothing", async () => {
  const old = await deploy("v1", { report: daily });
  await clock.advanceMs(compareMs);
  const young = await deploy("v2", { report: { ...daily, cron: "0 5 * * *" } });
  const before = await schedules();
  await old.close();
  await clock.advanceMs(compareMs);
  const restarted = await deploy("v1", { report: daily });
  await compare(restarted, young);
  expect(await schedules()).toEqual(before);
});

test("a rollback wins when the newer runners are gone, and not before", async () => {
  const old = await deploy("v1", { report: daily });
  await clock.advanceMs(compareMs);
  const young = await deploy("v2", { report: { ...daily, cron: "0 5 * * *" }, added: hourly });
  await kill(young, "v2");
  await compare(old);
  expect(await cronOf("report")).toBe("0 5 * * *");
  await clock.advanceMs(deadMs);
  await compare(old);
  expect(await cronOf("report")).toBe("0 3 * * *");
  expect((await actions()).at(-1)).toBe("schedule.update report by release:v1");
  // The schedule that only the newer release had declared goes on, as an orphan.
  expect(await old.schedules.read("added")).toMatchObject({ isOrphaned: true, status: "active" });
  expect(await old.schedules.read("report")).toMatchObject({ isOrphaned: false, release: "v1" });
});

test("an orphaned schedule adds tasks while a live runner knows its type, and misses its slots otherwise", async () => {
  const declaring = await deploy("v1", { report: { ...hourly, missed: "all", overlap: "allow" } });
  await declaring.close();
  const knowing = await deploy("v2", {});
  const outcomes = async () =>
    (await queues.database.db.queueScheduleSlot.findMany({ orderBy: { slot: "asc" } })).map(({ outcome }) => outcome);
  const fire = async (queue: QueueService<Workers>, count: number) => {
    await clock.advanceMs(hour);
    await fireDueSchedules(coreOf(queue)); // its own ticker may have been faster
    await until(outcomes, ({ length }) => length === count);
  };
  expect(await knowing.schedules.read("report")).toMatchObject({ isOrphaned: true });
  await fire(knowing, 1);
  expect(await outcomes()).toEqual(["fired"]);
  await knowing.close();
  const other = await deploy("v3", {}, { OTHER: defineWorker({ run }) });
  await fire(other, 2);
  expect(await outcomes()).toEqual(["fired", "missed"]);
});

test("two applications with schedules of their own on one database do not disturb each other", async () => {
  const shop = await deploy("shop-1", { report: hourly });
  const blog = await deploy("blog-1", { digest: { ...hourly, type: "DIGEST" } }, { DIGEST: defineWorker({ run }) });
  const before = await schedules();
  for (let round = 0; round < 10; round++) await compare(shop, blog);
  expect(await schedules()).toEqual(before);
  for (const name of ["report", "digest"])
    expect(await shop.schedules.read(name)).toMatchObject({ isOrphaned: false, status: "active" });
  await clock.advanceMs(hour);
  const { db } = queues.database;
  const added = await until(
    () => db.queueTask.findMany({ orderBy: { type: "asc" } }),
    ({ length }) => length === 2,
  );
  expect(added.map(({ type, scheduleName }) => [type, scheduleName])).toEqual([
    ["DIGEST", "digest"],
    ["REPORT", "report"],
  ]);
});

test.each([
  ["another", "0 5 * * *"],
  ["the same", "0 3 * * *"],
])(
  "a declared schedule with %s spec takes over one that a call has made, and the audit log says so",
  async (_, cron) => {
    const calling = queues.open<Workers>(workers);
    await calling.schedules.upsert({ name: "report", ...daily }, { actor: "ana" });
    expect(await calling.schedules.read("report")).toMatchObject({ release: null, isOrphaned: false });
    await deploy("v1", { report: { ...daily, cron } });
    expect(await calling.schedules.read("report")).toMatchObject({ release: "v1", cron });
    expect(await actions()).toEqual(["schedule.create report by ana", "schedule.update report by release:v1"]);
  },
);
