import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "rollUpStatistics",
  // Sums up the appended rows of minutes that are over. SKIP LOCKED lets everybody do it: each row is summed by one.
  text: `WITH parts AS (
    DELETE FROM "QueueStatistic" s WHERE s.id IN (
      SELECT o.id FROM "QueueStatistic" o WHERE o.minute < date_trunc('minute', statement_timestamp()) - interval '1 minute' AND o.minute > statement_timestamp() - interval '1 hour'
        AND EXISTS (SELECT 1 FROM "QueueStatistic" x WHERE x.minute = o.minute AND x.type = o.type AND x.id <> o.id)
      ORDER BY o.minute LIMIT 5000 FOR UPDATE SKIP LOCKED)
    RETURNING s.*
  )
  INSERT INTO "QueueStatistic" (type, minute, completed, failed, exhausted, cancelled, "runMs", "waitMs", "runBuckets")
  SELECT p.type, p.minute, sum(p.completed), sum(p.failed), sum(p.exhausted), sum(p.cancelled), sum(p."runMs"), sum(p."waitMs"),
    (SELECT array_agg(b.total ORDER BY b.place) FROM (
      SELECT u.place, sum(u.n)::int AS total FROM parts q CROSS JOIN LATERAL unnest(q."runBuckets") WITH ORDINALITY AS u(n, place)
      WHERE q.type = p.type AND q.minute = p.minute GROUP BY u.place) b)
  FROM parts p GROUP BY p.type, p.minute
  RETURNING id`,
};

/** Sums up the statistics of past minutes, so that each type has one row a minute. */
export async function rollUpStatistics(database: Database): Promise<void> {
  await database.query(statement, []);
}
