// A process that fires schedules. Its croner may compute all slots some time off, as if it knew another time of the zone.
import { createPrismaClient } from "@package/db";
import { Cron } from "croner";
import { defineWorker, QueueService } from "../../src/index.ts";

export interface ScheduleProgramOptions {
  url: string;
  /** Milliseconds by which this process computes slots later than others. */
  zoneShiftMs: number;
}

const { url, zoneShiftMs } = JSON.parse(process.env.SCHEDULE_PROGRAM ?? "{}") as ScheduleProgramOptions;
const nextRun = Cron.prototype.nextRun;
// The library always passes a date.
Cron.prototype.nextRun = function (after) {
  if (!(after instanceof Date)) throw new TypeError(`nextRun(${after}) has no date to shift.`);
  const found = nextRun.call(this, new Date(after.getTime() - zoneShiftMs));
  return found && new Date(found.getTime() + zoneShiftMs);
};

const queue = new QueueService(createPrismaClient(url), {
  workers: { DIGEST: defineWorker({ run: () => {} }) },
  connectionString: url,
  logger: { info: () => {}, warn: () => {}, error: (message) => console.error(message) },
});
queue.start();
process.on("SIGTERM", () => void queue.close().then(() => process.exit(0)));
console.log("running");
