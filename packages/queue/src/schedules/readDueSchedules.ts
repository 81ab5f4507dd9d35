import type { Database, Statement } from "../database/database.ts";
import { toMs } from "../database/times.ts";
import type { SchedulePolicies } from "../domain/schedules.ts";
import { isLiveRunner } from "../settings/liveRunner.ts";
import { schedulePause } from "../settings/pauses.ts";

/** Maximum number of schedules that one statement fires. */
export const scheduleBatch = 100;

/** One of the schedules that are due next, whether its time has come or not. */
export interface NextSchedule {
  name: string;
  type: string;
  version: number;
  policies: SchedulePolicies;
  nextAtMs: number;
  runs: number;
  pauseEndMs: number | null;
  /** Due slots that a backfill has recorded. */
  recordedMs: readonly number[];
  isAbandoned: boolean;
  /** The database's time. */
  nowMs: number;
}

/** SQL: whether no live release has declared schedule `s`, which code has declared, and no live runner knows its type. */
const isAbandoned = `s.release IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "QueueRunner" q
      WHERE ${isLiveRunner} AND (q.release = s.release OR s.type = ANY(q.types)))`;

const statement: Statement = {
  name: "readDueSchedules",
  // The schedules after those that are due tell when to look again. QueueSchedule_nextAt_idx has this order.
  text: `SELECT s.name, s.type, s.version, s.spec - 'task' AS policies, ${toMs(`s."nextAt"`)} AS "nextAtMs", s.runs,
    (SELECT ${toMs("g.until")} FROM "QueueGate" g WHERE g.type = ${schedulePause("s.name")}) AS "pauseEndMs",
    CASE WHEN s."nextAt" <= statement_timestamp() THEN ${isAbandoned} ELSE false END AS "isAbandoned",
    CASE WHEN s."nextAt" <= statement_timestamp() THEN ARRAY(SELECT ${toMs("e.slot")} FROM "QueueScheduleSlot" e
      WHERE e.name = s.name AND e.slot >= s."nextAt") ELSE '{}' END AS "recordedMs",
    ${toMs("statement_timestamp()")} AS "nowMs"
  FROM "QueueSchedule" s WHERE s."nextAt" IS NOT NULL ORDER BY s."nextAt" LIMIT ${scheduleBatch + 1}`,
};

/** Returns the schedules that are due next, the most urgent first. */
export function readDueSchedules(database: Database): Promise<NextSchedule[]> {
  return database.query<NextSchedule>(statement, []);
}
