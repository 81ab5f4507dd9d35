import { Prisma, type PrismaClient } from "@package/db";
import { toMs } from "./times.ts";

/** How one type stands. */
export interface TypeRow {
  type: string;
  /** Tasks that wait: for a free place, their time or their next attempt; counted up to {@link maxCountedWaiting}. */
  waiting: number;
  running: number;
  isPaused: boolean;
  pauseReason: string | null;
  /** Attempts that ended within the last hour. */
  completed: number;
  failed: number;
  exhausted: number;
  cancelled: number;
  runMs: number;
  waitMs: number;
}

/** A process that takes tasks and was heard of within the last 45 seconds. */
export interface RunnerRow {
  id: string;
  types: string[];
  concurrency: number;
  /** Tasks that ran when it was last heard of. */
  running: number;
  /** In milliseconds of the epoch. */
  heartbeatAtMs: number;
}

export interface OverviewRows {
  nowMs: number;
  types: TypeRow[];
  runners: RunnerRow[];
}

/** Counting stops here: 10,001 means "more than 10,000". */
export const maxCountedWaiting = 10_001;
/** Types that are found by what waits, the first ones by name: far more than any application has. */
const maxTypes = 200;

/**
 * How all types stand, in one statement and therefore one snapshot. It reads what waits, up to its limits, and what runs from
 * their partial indexes, and the rest from the statistics: never the finished tasks, however many there are. (The order in
 * which waiting tasks are counted is that of QueueTask_claim_idx, so that nobody reads the table for them.)
 */
export const overviewQuery = Prisma.sql`
  WITH RECURSIVE found AS (
    (SELECT t."type", 1 AS "nth" FROM "QueueTask" t WHERE t."status" IN ('PENDING', 'FAILED') ORDER BY t."type" LIMIT 1)
    UNION ALL
    SELECT (SELECT t."type" FROM "QueueTask" t WHERE t."status" IN ('PENDING', 'FAILED') AND t."type" > f."type" ORDER BY t."type" LIMIT 1), f."nth" + 1
    FROM found f WHERE f."type" IS NOT NULL AND f."nth" < ${maxTypes}
  ), running AS (
    SELECT t."type", count(*) AS "running" FROM "QueueTask" t
    WHERE t."status" = 'PROCESSING' AND t."leaseExpiresAt" IS NOT NULL GROUP BY t."type"
  ), recent AS (
    SELECT s."type", sum(s."completed") AS "completed", sum(s."failed") AS "failed", sum(s."exhausted") AS "exhausted",
      sum(s."cancelled") AS "cancelled", sum(s."runMs") AS "runMs", sum(s."waitMs") AS "waitMs"
    FROM "QueueStatistic" s WHERE s."minute" > date_trunc('minute', statement_timestamp()) - interval '1 hour' GROUP BY s."type"
  ), named AS (
    SELECT "type" FROM found WHERE "type" IS NOT NULL UNION SELECT "type" FROM running UNION SELECT "type" FROM recent UNION SELECT "type" FROM "QueueGate"
  )
  SELECT json_build_object('nowMs', ${toMs(Prisma.sql`clock_timestamp()`)},
    'types', (SELECT coalesce(json_agg(x ORDER BY x."type"), '[]') FROM (
      SELECT n."type", (SELECT count(*) FROM (SELECT 1 FROM "QueueTask" t WHERE t."type" = n."type" AND t."status" IN ('PENDING', 'FAILED')
          ORDER BY coalesce(t."priority", 0) DESC LIMIT ${maxCountedWaiting}) x) AS "waiting", coalesce(r."running", 0) AS "running",
        g."type" IS NOT NULL AS "isPaused", g."reason" AS "pauseReason",
        coalesce(s."completed", 0) AS "completed", coalesce(s."failed", 0) AS "failed", coalesce(s."exhausted", 0) AS "exhausted",
        coalesce(s."cancelled", 0) AS "cancelled", coalesce(s."runMs", 0) AS "runMs", coalesce(s."waitMs", 0) AS "waitMs"
      FROM named n LEFT JOIN running r ON r."type" = n."type"
        LEFT JOIN recent s ON s."type" = n."type" LEFT JOIN "QueueGate" g ON g."type" = n."type") x),
    'runners', (SELECT coalesce(json_agg(q ORDER BY q."id"), '[]') FROM (
      SELECT q."id", q."types", q."concurrency", q."running", ${toMs(Prisma.sql`q."heartbeatAt"`)} AS "heartbeatAtMs" FROM "QueueRunner" q
      WHERE q."heartbeatAt" > statement_timestamp() - interval '45 seconds') q)) AS "overview"`;

/** Runs {@link overviewQuery}. */
export async function readOverview(db: PrismaClient): Promise<OverviewRows> {
  const [row] = await db.$queryRaw<[{ overview: OverviewRows }]>(overviewQuery);
  return row.overview;
}
