import { afterAll, expect, test, vi } from "vitest";
import { eachSchedule, pauseUntil, previewCron, repeatMissed } from "../manageSchedules.ts";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { queue } = await import("../declareSchedules.ts");
queue.start();
afterAll(async () => {
  await queue.close();
  await database.drop();
});

const name = "nightly-sales";

test("start() writes the schedules of the code to the database", async () => {
  await vi.waitUntil(() => queue.schedules.read(name), { timeout: 30_000 });
  const schedules = [];
  for await (const schedule of eachSchedule(queue)) schedules.push(schedule);
  expect(schedules).toMatchObject([
    { name: "clear-cache", everyMs: 600_000, missed: "skip", status: "active" },
    { name, cron: "30 2 * * *", timeZone: "Europe/Berlin", options: { tags: ["reports"], maxAttempts: 5 } },
  ]);
});

test("a run by hand has no slot, and its task names the schedule", async () => {
  const { taskId } = await queue.schedules.runNow(name, { actor: "olga" });
  const task = await queue.waitForTask(taskId as string, { timeoutMs: 30_000 });
  expect(task).toMatchObject({ status: "COMPLETED", scheduleName: name, scheduledSlot: null });
});

test("a paused schedule goes on after the end of its pause", async () => {
  const until = new Date(Date.now() + 10 * 86_400_000);
  const next = await pauseUntil(queue, name, until);
  expect(next.every((slot) => slot >= until)).toBe(true);
  expect(await queue.schedules.read(name)).toMatchObject({
    status: "paused",
    pause: { actor: "olga", reason: "The data warehouse moves", until },
  });
  await queue.schedules.resume(name);
});

test("missed slots are repeated once", async () => {
  const from = new Date(Date.now() - 3 * 86_400_000);
  expect(await repeatMissed(queue, name, from)).toEqual({ fired: 1, skipped: 0, existing: 0 });
  expect(await repeatMissed(queue, name, from)).toEqual({ fired: 0, skipped: 0, existing: 1 });
});

test("a preview shows the slots of an expression that no schedule has", async () => {
  const slots = await previewCron(queue, "0 12 * * *", "Australia/Lord_Howe");
  expect(slots).toHaveLength(5);
  await expect(previewCron(queue, "0 12 * *", "UTC")).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
});
