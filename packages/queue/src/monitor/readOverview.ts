import { isOpenType, isPauseOn, isRunning, isWaiting, priority } from "../claiming/claimRules.ts";
import { type Database, prismaDatabase, type Statement } from "../database/database.ts";
import { toMs } from "../database/times.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import { isLiveRunner } from "../settings/liveRunner.ts";
import { isTypePause } from "../settings/pauses.ts";

/** The tasks of one type. */
export interface TypeOverview {
  type: string;
  /** Waiting tasks: for a slot, their due time or their next attempt. Counted up to {@link maxCountedWaiting}. */
  waiting: number;
  running: number;
  isPaused: boolean;
  pauseReason: string | null;
  /** Tasks that completed within the last hour. */
  completed: number;
  /** Attempts that failed within the last hour, and whose task will be retried. */
  failed: number;
  /** Tasks that failed permanently within the last hour. */
  exhausted: number;
  /** Running tasks that were cancelled within the last hour. */
  cancelled: number;
  /** Total run time of these attempts, in milliseconds. */
  runMs: number;
  /** Total time of these attempts between due time and start, in milliseconds. */
  waitMs: number;
}

/** A runner that sent a heartbeat within the last 45 seconds. */
export interface RunnerOverview {
  id: string;
  types: string[];
  /** Number of its slots. */
  concurrency: number;
  /** Tasks that were running at its last heartbeat. */
  running: number;
  /** The `release` of its service; null if its process runs an older version of the library. */
  release: string | null;
  /** Time of its last heartbeat, in milliseconds of the epoch. */
  heartbeatAtMs: number;
}

/** The state of the whole queue. */
export interface Overview {
  /** The database's time, in milliseconds of the epoch. */
  nowMs: number;
  /** Types with waiting, running or recently ended tasks, or with a pause; by name. */
  types: TypeOverview[];
  runners: RunnerOverview[];
}

/** Waiting tasks are counted up to this number: 10,001 means "more than 10,000". */
export const maxCountedWaiting = 10_001;
/** Maximum number of types with waiting tasks, the first by name. It is higher than the number of types of any application. */
const maxTypes = 200;

const statement: Statement = {
  name: "readOverview",
  // One statement, so that all numbers come from one snapshot. It finds waiting and running tasks by their partial indexes and
  // reads at most its limits of them; the rest comes from the statistics. It reads no finished tasks. The order in which waiting
  // tasks are counted is that of QueueTask_claim_idx, so that the planner does not scan the table.
  text: `WITH RECURSIVE found AS (
    (SELECT t.type, 1 AS nth FROM "QueueTask" t WHERE ${isWaiting} ORDER BY t.type LIMIT 1)
    UNION ALL
    SELECT (SELECT t.type FROM "QueueTask" t WHERE ${isWaiting} AND t.type > f.type ORDER BY t.type LIMIT 1), f.nth + 1
    FROM found f WHERE f.type IS NOT NULL AND f.nth < ${maxTypes}
  ), running AS (
    SELECT t.type, count(*) AS running FROM "QueueTask" t
    WHERE ${isRunning} GROUP BY t.type
  ), recent AS (
    SELECT s.type, sum(s.completed) AS completed, sum(s.failed) AS failed, sum(s.exhausted) AS exhausted,
      sum(s.cancelled) AS cancelled, sum(s."runMs") AS "runMs", sum(s."waitMs") AS "waitMs"
    FROM "QueueStatistic" s WHERE s.minute > date_trunc('minute', statement_timestamp()) - interval '1 hour' GROUP BY s.type
  ), named AS (
    SELECT f.type FROM found f WHERE f.type IS NOT NULL UNION SELECT r.type FROM running r UNION SELECT s.type FROM recent s
    UNION SELECT g.type FROM "QueueGate" g WHERE ${isPauseOn} AND ${isTypePause("g.type")}
  )
  SELECT json_build_object('nowMs', ${toMs("clock_timestamp()")},
    'types', (SELECT coalesce(json_agg(x ORDER BY x.type), '[]') FROM (
      SELECT n.type, (SELECT count(*) FROM (SELECT 1 FROM "QueueTask" t WHERE t.type = n.type AND ${isWaiting}
          ORDER BY ${priority} DESC LIMIT ${maxCountedWaiting}) x) AS waiting, coalesce(r.running, 0) AS running,
        NOT ${isOpenType("n.type")} AS "isPaused", (SELECT g.reason FROM "QueueGate" g WHERE g.type = n.type) AS "pauseReason",
        coalesce(s.completed, 0) AS completed, coalesce(s.failed, 0) AS failed, coalesce(s.exhausted, 0) AS exhausted,
        coalesce(s.cancelled, 0) AS cancelled, coalesce(s."runMs", 0) AS "runMs", coalesce(s."waitMs", 0) AS "waitMs"
      FROM named n LEFT JOIN running r ON r.type = n.type LEFT JOIN recent s ON s.type = n.type) x),
    'runners', (SELECT coalesce(json_agg(x ORDER BY x.id), '[]') FROM (
      SELECT q.id, q.types, q.concurrency, q.running, q.release, ${toMs(`q."heartbeatAt"`)} AS "heartbeatAtMs" FROM "QueueRunner" q
      WHERE ${isLiveRunner}) x)) AS overview`,
};

/** Reads the state of all types and runners. @param client - your Prisma client, or a transaction client */
export function readOverview(client: PrismaClientLike): Promise<Overview> {
  return queryOverview(prismaDatabase(client));
}

export async function queryOverview(database: Database): Promise<Overview> {
  const [row] = await database.query<{ overview: Overview }>(statement, []);
  if (!row) throw new Error("The overview is one row.");
  return row.overview;
}
