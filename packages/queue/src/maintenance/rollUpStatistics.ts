import type { Database, Statement } from "../database/database.ts";
import { insertStatistics } from "../settling/statistics.ts";

/** Numbers of rows that one statement replaced (`parts`) and inserted (`sums`). */
export interface RollUp {
  parts: number;
  sums: number;
}

const maxInt = 2_147_483_647;
const maxBigint = "9223372036854775807";
const count = (column: string) => `least(sum(p.${column}), ${maxInt})`;
const milliseconds = (column: string) => `least(sum(p."${column}"), ${maxBigint})`;

const statement: Statement = {
  name: "rollUpStatistics",
  // With SKIP LOCKED all processes can run it: each row is summed up by one of them. One batch takes at most 500 pairs of type and
  // minute and at most 5,000 rows, so that it inserts fewer rows than it deletes. Sums are clamped to their column's range, because
  // one absurd row must not stop the others from being summed up.
  text: `WITH crowded AS MATERIALIZED (
    SELECT s.minute, s.type FROM "QueueStatistic" s
    WHERE s.minute >= date_trunc('minute', statement_timestamp()) - $1::int * interval '1 minute'
      AND s.minute < date_trunc('minute', statement_timestamp()) - $2::int * interval '1 minute'
    GROUP BY s.minute, s.type HAVING count(*) > 1 LIMIT 500
  ), parts AS (
    DELETE FROM "QueueStatistic" s WHERE s.id = ANY(ARRAY(
      SELECT o.id FROM crowded c JOIN "QueueStatistic" o ON o.minute = c.minute AND o.type = c.type
      LIMIT 5000 FOR UPDATE OF o SKIP LOCKED))
    RETURNING s.*
  ), buckets AS MATERIALIZED (
    SELECT b.type, b.minute, array_agg(b.total ORDER BY b.place) AS totals FROM (
      SELECT p.type, p.minute, u.place, least(sum(u.n), ${maxInt})::int AS total
      FROM parts p CROSS JOIN LATERAL unnest(p."runBuckets") WITH ORDINALITY AS u(n, place)
      GROUP BY p.type, p.minute, u.place) b
    GROUP BY b.type, b.minute
  ), sums AS (
    ${insertStatistics}
    SELECT p.type, p.minute, ${["completed", "failed", "exhausted", "cancelled"].map(count).join(", ")},
      ${["runMs", "waitMs"].map(milliseconds).join(", ")},
      (SELECT b.totals FROM buckets b WHERE b.type = p.type AND b.minute = p.minute)
    FROM parts p GROUP BY p.type, p.minute
    RETURNING id
  )
  SELECT (SELECT count(*)::int FROM parts) AS parts, (SELECT count(*)::int FROM sums) AS sums`,
};

/**
 * Sums up a batch of the statistics of past minutes, so that each type has one row per minute.
 * @param ago - minutes before the current one, from the earliest to the latest
 */
export async function rollUpStatistics(database: Database, ago: { from: number; to: number }): Promise<RollUp> {
  const [result] = await database.query<RollUp>(statement, [ago.from, ago.to]);
  return result ?? { parts: 0, sums: 0 };
}
