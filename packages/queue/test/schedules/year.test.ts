import { expect, inject, onTestFinished, test } from "vitest";
import { defineWorker } from "../../src/index.ts";
import { createTestQueue } from "../../src/testing/index.ts";

const timeZone = "Europe/Berlin";
const hour = 3_600_000;
const local = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
const day = (text: string) => text.slice(0, 10);
const time = (text: string) => text.slice(11);

test("in a year of moved days, daily, hourly and monthly schedules have exactly their slots", {
  timeout: 240_000,
}, async () => {
  const ran: { name: string | null | undefined; at: string }[] = [];
  const REPORT = defineWorker({
    run: (_: unknown, { task }) =>
      void ran.push({ name: task.scheduleName, at: local.format(task.scheduledSlot ?? 0) }),
  });
  const report = { type: "REPORT", data: {}, timeZone } as const;
  const kit = await createTestQueue({
    workers: { REPORT },
    url: inject("postgres").url,
    schedules: {
      daily: { ...report, cron: "30 2 * * *" },
      hourly: { ...report, cron: "0 * * * *" },
      monthly: { ...report, cron: "0 4 1 * *" },
    },
  });
  onTestFinished(() => kit.close());
  await kit.clock.set(new Date("2027-12-31T22:10:00Z")); // shortly before 2028 in Berlin: the clock also runs on
  await kit.runUntilIdle();
  const hourly: string[] = [];
  const outcomes = { fired: 0, skipped: 0, missed: 0 };
  for (let passed = 0; passed < 366; passed++) {
    await kit.clock.advanceMs(24 * hour);
    await kit.runUntilIdle();
    const { items } = await kit.queue.schedules.listSlots("hourly", { limit: 24 });
    for (const { slot, outcome } of items.toReversed()) {
      hourly.push(local.format(slot));
      outcomes[outcome]++;
    }
  }

  const times = (name: string) => ran.filter((run) => run.name === name).map(({ at }) => at);
  const daily = times("daily");
  expect(new Set(daily.map(day)).size).toBe(366);
  expect(daily).toHaveLength(366);
  expect(daily.filter((at) => time(at) !== "02:30")).toEqual(["2028-03-26 03:00"]); // 02:30 does not exist
  expect(times("monthly")).toEqual(
    Array.from({ length: 12 }, (_, month) => `2028-${String(month + 1).padStart(2, "0")}-01 04:00`),
  );
  // The clock moves by days, so each day has one task for the slots that it has missed.
  expect(outcomes).toEqual({ fired: 366, skipped: 0, missed: 366 * 23 });
  expect(times("hourly")).toHaveLength(366);
  const hours = Map.groupBy(hourly, day);
  expect(hours.size).toBe(366);
  expect([...hours].filter(([, of]) => of.length !== 24).map(([date, of]) => [date, of.length])).toEqual([
    ["2028-03-26", 23],
    ["2028-10-29", 25],
  ]);
  expect(hours.get("2028-03-26")?.slice(0, 4).map(time)).toEqual(["00:00", "01:00", "03:00", "04:00"]);
  expect(hours.get("2028-10-29")?.slice(0, 5).map(time)).toEqual(["00:00", "01:00", "02:00", "02:00", "03:00"]);
});
