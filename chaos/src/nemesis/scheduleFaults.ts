import { setTimeout as sleep } from "node:timers/promises";
import { runTransaction } from "../application/runTransaction.ts";
import { outage } from "../checker/schedules/checkNextSlot.ts";
import type { InjectFault } from "./faults.ts";

/** Ways to lock the row of a schedule against changes without changing it. */
const locks = ["FOR UPDATE", "FOR NO KEY UPDATE", "FOR SHARE"];

/** What happens to schedules. */
export const scheduleFaults = {
  /** Rows of schedules are locked by an open transaction of the application. */
  scheduleLocks: async ({ server, random, timeline, leaseMs }) => {
    const [lock, count, holdMs] = [random.pick(locks), random.pick([1, 2, 5]), random.between(50, 2 * leaseMs)];
    const end = timeline.begin("scheduleLocks", { holds: [], detail: lock });
    await runTransaction(server.url, async (client) => {
      await client.query(
        `SELECT FROM (SELECT name FROM "QueueSchedule" ORDER BY md5(name || $1) LIMIT $2) r JOIN "QueueSchedule" s USING (name) ${lock} OF s`,
        [String(random.next()), count],
      );
      await sleep(holdMs);
    }).catch(() => {});
    end();
  },
  /** Some schedules look as if no runner had been alive for 90 seconds. */
  outages: async ({ control, random, timeline }) => {
    timeline.note("outages", { holds: [] });
    await control
      .query(
        `WITH late AS (
          UPDATE "QueueSchedule" s SET "nextAt" = s."nextAt" - interval '90 seconds', version = s.version + 1
          WHERE s.name IN (SELECT l.name FROM "QueueSchedule" l WHERE l."nextAt" IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM "QueueGate" g WHERE g.type = 'schedule ' || l.name) ORDER BY md5(l.name || $1) LIMIT 3 FOR UPDATE SKIP LOCKED)
          RETURNING s.name
        ) INSERT INTO "QueueAudit" (at, actor, action, name) SELECT clock_timestamp(), 'chaos', $2, name FROM late`,
        [String(random.next()), outage],
      )
      .catch(() => {});
  },
} as const satisfies Record<string, InjectFault>;
