import { type Program, startProgram } from "@package/faults";
import { afterEach, expect, test } from "vitest";
import type { ScheduleSpec, Workers } from "../../src/index.ts";
import { setUpTestClock } from "../support/setUpTestClock.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { until } from "../support/until.ts";
import type { ScheduleProgramOptions } from "./schedules.program.ts";

const queues = setUpTestQueues();
const clock = setUpTestClock(queues);
const hour = 3_600_000;
const programs: Program[] = [];

afterEach(async () => {
  for (const program of programs) program.signal("SIGKILL");
  await Promise.all(programs.splice(0).map(({ ended }) => ended));
  await queues.database.db.queueSchedule.deleteMany();
  await queues.database.db.queueScheduleSlot.deleteMany();
});

async function start({ clockSkewMs = 0, zoneShiftMs = 0 }): Promise<void> {
  const options: ScheduleProgramOptions = { url: queues.database.url, zoneShiftMs };
  const program = startProgram(new URL("./schedules.program.ts", import.meta.url), {
    clockSkewMs,
    env: { SCHEDULE_PROGRAM: JSON.stringify(options) },
  });
  programs.push(program);
  await program.waitForLine(/^running$/);
}

/** Lets a schedule come due again and again. All processes look at it at the same time. Returns its slots and their tasks. */
async function fire(spec: Omit<ScheduleSpec, "type" | "data">, times: number) {
  const queue = queues.open<Workers>({});
  const { db } = queues.database;
  await queue.schedules.upsert({ name: "digest", type: "DIGEST", data: {}, overlap: "allow", ...spec } as never);
  for (let n = 0; n < times; n++) {
    const { nextAt } = await db.queueSchedule.findUniqueOrThrow({ where: { name: "digest" } });
    await clock.advanceMs(Math.max((nextAt?.getTime() ?? 0) - (await clock.now()).getTime(), 0) + 1);
    await db.$executeRaw`SELECT pg_notify('queue_hint', 'schedules')`;
    await until(
      () => db.queueScheduleSlot.findFirst({ where: { slot: nextAt as Date } }),
      (slot) => slot !== null,
    );
  }
  const slots = await db.queueScheduleSlot.findMany({ orderBy: { slot: "asc" } });
  const tasks = await db.queueTask.findMany({ orderBy: { scheduledSlot: "asc" } });
  expect(slots.map(({ outcome }) => outcome)).toEqual(slots.map(() => "fired"));
  expect(tasks.map(({ id, scheduledSlot }) => [id, scheduledSlot])).toEqual(
    slots.map(({ taskId, slot }) => [taskId, slot]),
  );
  return slots.map(({ slot }) => slot);
}

test("processes whose clocks are hours off fire each slot once and leave out none", async () => {
  await Promise.all([0, 5 * hour, -7 * hour].map((clockSkewMs) => start({ clockSkewMs })));
  const slots = await fire({ cron: "0 * * * *" }, 8);
  expect(slots.length).toBeGreaterThanOrEqual(8);
  const first = slots[0]?.getTime() ?? 0;
  expect(slots.map((slot) => slot.getTime())).toEqual(slots.map((_, n) => first + n * hour));
});

test.each([
  ["later", hour],
  ["earlier", -hour],
])("a daily schedule has one task a day if a process computes its time an hour %s", async (_, zoneShiftMs) => {
  await Promise.all([0, zoneShiftMs].map((shift) => start({ zoneShiftMs: shift })));
  const slots = await fire({ cron: "30 12 * * *", timeZone: "Europe/Berlin" }, 8);
  const days = slots.map((slot) => Math.floor(slot.getTime() / (24 * hour)));
  expect(days).toEqual(days.map((__, n) => (days[0] ?? 0) + n));
});
