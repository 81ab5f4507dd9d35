import type { PrismaClient } from "@package/db";
import { defineWorker, QueueService } from "@package/queue";

const hourMs = 3_600_000;
const workers = { DIGEST_SEND: defineWorker({ run: () => {} }), CLEAN_UP: defineWorker({ run: () => {} }) };

/**
 * Adds schedules in every status: active with slots of each outcome, paused with a reason, ended, and orphaned.
 * @param more - number of further schedules
 */
export async function addSampleSchedules(db: PrismaClient, more = 0): Promise<void> {
  const queue = new QueueService(db, { workers });
  const { schedules } = queue;
  const data = { audience: "everybody", apiKey: "a secret" };
  await schedules.upsert({
    name: "nightly-report",
    type: "DIGEST_SEND",
    data,
    cron: "0 3 * * *",
    timeZone: "Europe/Paris",
  });
  await schedules.upsert({ name: "hourly-clean-up", type: "CLEAN_UP", data: {}, cron: "@hourly", overlap: "allow" });
  await schedules.upsert({ name: "quick-check", type: "CLEAN_UP", data: {}, everyMs: 300_000, missed: "skip" });
  await schedules.pause("quick-check", { actor: "olga@example.com", reason: "The provider has an outage" });
  await schedules.upsert({
    name: "launch-reminder",
    type: "DIGEST_SEND",
    data,
    cron: "0 9 * * MON-FRI",
    timeZone: "America/New_York",
    startsAt: new Date("2020-01-01"),
    endsAt: new Date("2020-02-01"),
  });
  await schedules.upsert({
    name: "former-report",
    type: "DIGEST_SEND",
    data,
    cron: "30 2 * * SUN",
    timeZone: "Australia/Lord_Howe",
  });
  await db.queueSchedule.update({ where: { name: "former-report" }, data: { release: "2026-11-02" } });
  await addSlots(db, "nightly-report", 24 * hourMs, 45);
  await addSlots(db, "hourly-clean-up", hourMs, 12);
  for (let n = 0; n < more; n += 1) {
    const name = `customer-${String(n).padStart(4, "0")}-export`;
    const minute = n % 60;
    await schedules.upsert({ name, type: "CLEAN_UP", data: { customer: n }, cron: `${minute} */6 * * *` });
    if (n % 3 > 0) await addSlots(db, name, 6 * hourMs, 16);
  }
  await queue.close();
}

/** Adds slots until now, most of them fired. */
async function addSlots(db: PrismaClient, name: string, everyMs: number, count: number): Promise<void> {
  const lastMs = Math.floor(Date.now() / everyMs) * everyMs;
  const outcomeOf = (n: number) => (n % 7 === 3 ? "skipped" : n % 11 === 6 ? "missed" : "fired");
  await db.queueScheduleSlot.createMany({
    data: Array.from({ length: count }, (_, n) => {
      const outcome = outcomeOf(n);
      const slot = new Date(lastMs - n * everyMs);
      return { name, slot, outcome, taskId: outcome === "fired" ? `c${name.length}slot${n}00000000` : null, at: slot };
    }),
  });
}
