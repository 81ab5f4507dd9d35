import { setTimeout as sleep } from "node:timers/promises";
import type { Control } from "./Control.ts";

/** Milliseconds in which all tasks must finish, and all schedules end, after the faults have ended. */
const limitMs = 90_000;

/** Waits until all tasks have finished and no schedule has another slot. Returns a complaint when that takes too long. */
export async function waitForQuiet(control: Control): Promise<string[]> {
  const until = performance.now() + limitMs;
  for (;;) {
    const rows = await control.query<{ what: string; count: number }>(
      `SELECT type || ' ' || status::text AS what, count(*)::int FROM "QueueTask" WHERE "finishedAt" IS NULL GROUP BY 1
       UNION ALL SELECT 'schedules', count(*)::int FROM "QueueSchedule" WHERE "nextAt" IS NOT NULL HAVING count(*) > 0`,
    );
    if (rows.length === 0) return [];
    if (performance.now() > until) {
      const left = rows.map(({ what, count }) => `${count} ${what}`).join(", ");
      return [`unfinished ${limitMs / 1_000} s after everything was healed: ${left}`];
    }
    await sleep(200);
  }
}
