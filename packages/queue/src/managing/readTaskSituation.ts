import {
  dueTime,
  isInQuarantine,
  isPauseOn,
  otherRunningInQuarantine,
  runningWithSameKey,
} from "../claiming/claimRules.ts";
import type { Database, Statement } from "../database/database.ts";
import { toMs } from "../database/times.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import { isLiveRunner } from "../settings/liveRunner.ts";
import { type PauseRow, pauseJson } from "../settings/pauses.ts";

/** What a waiting task depends on. */
export interface TaskSituation {
  /** Milliseconds until it is due; 0 or less if it is due. */
  dueInMs: number;
  /** The pause of its type; null if there is none, or if it has ended. */
  pause: PauseRow | null;
  /** The running task with the same concurrency key. */
  blockingTaskId: string | null;
  /** Other quarantined tasks that are running, if this one is quarantined; otherwise 0. */
  otherQuarantined: number;
  /** Live runners that have a worker for its type. */
  runners: number;
  /** Their slots, and how many of them are in use. */
  slots: number;
  busySlots: number;
  leaseHolder: string | null;
  leaseInMs: number | null;
  /** Milliseconds until it expires; null if it cannot. */
  expiresInMs: number | null;
}

const statement: Statement = {
  name: "readTaskSituation",
  // Numbers are subtracted, not times, because PostgreSQL before 17 cannot subtract infinite times.
  text: `SELECT ${toMs(dueTime)} - ${toMs("clock_timestamp()")} AS "dueInMs",
    (SELECT ${pauseJson} FROM "QueueGate" g WHERE g.type = t.type AND ${isPauseOn}) AS pause,
    (SELECT r.id FROM ${runningWithSameKey} AND r.id <> t.id LIMIT 1) AS "blockingTaskId",
    CASE WHEN ${isInQuarantine} THEN (SELECT count(*) FROM ${otherRunningInQuarantine}) ELSE 0 END::int AS "otherQuarantined",
    l.runners, l.slots, l.busy AS "busySlots", t."leaseHolder",
    ${toMs(`t."leaseExpiresAt"`)} - ${toMs("clock_timestamp()")} AS "leaseInMs",
    ${toMs(`t."startBy"`)} - ${toMs("clock_timestamp()")} AS "expiresInMs"
  FROM "QueueTask" t
  CROSS JOIN LATERAL (SELECT count(*)::int AS runners, coalesce(sum(q.concurrency), 0)::int AS slots, coalesce(sum(q.running), 0)::int AS busy
    FROM "QueueRunner" q WHERE t.type = ANY(q.types) AND ${isLiveRunner}) l
  WHERE t.id = $1::text`,
};

/** Reads what a task depends on. Returns undefined if there is no such task. */
export async function readTaskSituation(database: Database, id: string): Promise<TaskSituation | undefined> {
  return (await database.query<TaskSituation>(statement, [toIdParameter(id)]))[0];
}
