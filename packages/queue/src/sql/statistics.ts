/** Upper bounds of the run-time histogram in `QueueStatistic.runBuckets`, in milliseconds; the last bucket is open. */
export const runBucketsMs = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000] as const;

const buckets = Array.from(
  { length: runBucketsMs.length + 1 },
  (_, n) => `count(*) FILTER (WHERE d.bucket = ${n})::int`,
).join(", ");

/**
 * A CTE that appends what a batch of settlements did. It reads the CTE `done (type, status, "runMs", "waitMs")`.
 * Appending, instead of counting up one row per type, keeps concurrent batches from waiting for each other.
 */
export const appendStatistics = `INSERT INTO "QueueStatistic" (type, minute, completed, failed, exhausted, cancelled, "runMs", "waitMs", "runBuckets")
    SELECT d.type, date_trunc('minute', statement_timestamp()), count(*) FILTER (WHERE d.status = 'COMPLETED'), count(*) FILTER (WHERE d.status = 'FAILED'),
      count(*) FILTER (WHERE d.status = 'MAX_RETRIES_REACHED'), count(*) FILTER (WHERE d.status = 'CANCELLED'),
      sum(d."runMs")::bigint, sum(d."waitMs")::bigint, ARRAY[${buckets}]
    FROM (SELECT *, width_bucket("runMs", ARRAY[${runBucketsMs.join(",")}]::float8[]) AS bucket FROM done) d GROUP BY d.type`;

/** Columns of `done` that {@link appendStatistics} needs, of the task named `t`. */
export const statisticColumns = `t.type, t.status::text AS status,
    greatest(date_part('epoch', t."processedAt" - t."startedAt") * 1000, 0) AS "runMs",
    greatest(date_part('epoch', t."startedAt" - coalesce(t."scheduledFor", t."createdAt")) * 1000, 0) AS "waitMs"`;
