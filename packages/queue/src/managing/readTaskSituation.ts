import type { Database, Statement } from "../database/database.ts";
import { toMs } from "../database/times.ts";
import { toIdParameter } from "../database/toIdParameter.ts";

/** What decides whether a waiting task can start. */
export interface TaskSituation {
  /** Milliseconds until it is due; 0 or less when it is. */
  dueInMs: number;
  pauseReason: string | null;
  isPaused: boolean;
  /** The task that runs with the same concurrency key. */
  blockingTaskId: string | null;
  /** Runners heard of in the last 45 s that know the type. */
  runners: number;
  /** Their slots, and how many of them are taken. */
  slots: number;
  busySlots: number;
  leaseHolder: string | null;
  leaseInMs: number | null;
}

const statement: Statement = {
  name: "readTaskSituation",
  // Numbers are subtracted, not times: before PostgreSQL 17 an infinite time cannot be.
  text: `SELECT ${toMs(`coalesce(t."scheduledFor", t."createdAt")`)} - ${toMs("clock_timestamp()")} AS "dueInMs",
    g.reason AS "pauseReason", g.type IS NOT NULL AS "isPaused",
    (SELECT b.id FROM "QueueTask" b WHERE b."concurrencyKey" = t."concurrencyKey" AND b."concurrencyKey" IS NOT NULL AND b.status = 'PROCESSING' AND b.id <> t.id LIMIT 1) AS "blockingTaskId",
    r.runners, r.slots, r.busy AS "busySlots", t."leaseHolder",
    ${toMs(`t."leaseExpiresAt"`)} - ${toMs("clock_timestamp()")} AS "leaseInMs"
  FROM "QueueTask" t LEFT JOIN "QueueGate" g ON g.type = t.type
  CROSS JOIN LATERAL (SELECT count(*)::int AS runners, coalesce(sum(q.concurrency), 0)::int AS slots, coalesce(sum(q.running), 0)::int AS busy
    FROM "QueueRunner" q WHERE t.type = ANY(q.types) AND q."heartbeatAt" > clock_timestamp() - interval '45 seconds') r
  WHERE t.id = $1::text`,
};

/** What stands between a task and its next attempt; undefined when there is no such task. */
export async function readTaskSituation(database: Database, id: string): Promise<TaskSituation | undefined> {
  return (await database.query<TaskSituation>(statement, [toIdParameter(id)]))[0];
}
