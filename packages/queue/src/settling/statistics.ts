/** Upper bounds of the histogram of run times in `QueueStatistic.runBuckets`, in milliseconds. The last bucket has none. */
export const runBucketsMs = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000] as const;

/** How long an attempt waited and ran, in milliseconds; finite and not negative. */
export interface AttemptTimes {
  /** From the due time until the attempt began. The time that a claimed task waits for a slot is part of it. */
  waitMs: number;
  /** From then until the attempt ended. Recording its outcome is not part of it. */
  runMs: number;
}

/** Attempts of one type that are counted together. */
interface TypeSum {
  type: string;
  completed: number;
  runMs: number;
  waitMs: number;
  runBuckets: number[];
}

export const insertStatistics = `INSERT INTO "QueueStatistic" (type, minute, completed, failed, exhausted, cancelled, "runMs", "waitMs", "runBuckets")`;

const buckets = Array.from(
  { length: runBucketsMs.length + 1 },
  (_, n) => `count(*) FILTER (WHERE d.bucket = ${n})::int`,
).join(", ");

/**
 * SQL: a CTE that appends the statistics of a batch. It reads `(type, status, "runMs", "waitMs")` from `done`. It appends rows
 * instead of updating one row per type, so that concurrent batches do not wait for each other.
 */
export const appendStatistics = (done = "done"): string => `${insertStatistics}
    SELECT d.type, date_trunc('minute', statement_timestamp()), count(*) FILTER (WHERE d.status = 'COMPLETED'), count(*) FILTER (WHERE d.status = 'FAILED'),
      count(*) FILTER (WHERE d.status = 'MAX_RETRIES_REACHED'), count(*) FILTER (WHERE d.status = 'CANCELLED'),
      sum(d."runMs")::bigint, sum(d."waitMs")::bigint, ARRAY[${buckets}]
    FROM (SELECT *, width_bucket("runMs", ARRAY[${runBucketsMs.join(",")}]::float8[]) AS bucket FROM ${done} x) d GROUP BY d.type`;

/** SQL: a histogram without attempts. */
export const noRunBuckets = `array_fill(0, ARRAY[${runBucketsMs.length + 1}])`;

/** Sums up completed attempts as {@link appendStatistics} does. Returns JSON with an object for each type. */
export function sumCompleted(attempts: readonly ({ type: string } & AttemptTimes)[]): string {
  const sums = new Map<string, TypeSum>();
  for (const { type, runMs, waitMs } of attempts) {
    const sum = sums.get(type) ?? { type, completed: 0, runMs: 0, waitMs: 0, runBuckets: emptyBuckets() };
    sums.set(type, sum);
    sum.completed++;
    sum.runMs += runMs;
    sum.waitMs += waitMs;
    const bucket = findBucket(runMs);
    sum.runBuckets[bucket] = (sum.runBuckets[bucket] ?? 0) + 1;
  }
  return JSON.stringify(
    [...sums.values()].map((sum) => ({ ...sum, runMs: Math.round(sum.runMs), waitMs: Math.round(sum.waitMs) })),
  );
}

function emptyBuckets(): number[] {
  return Array.from({ length: runBucketsMs.length + 1 }, () => 0);
}

function findBucket(runMs: number): number {
  const bucket = runBucketsMs.findIndex((boundMs) => runMs < boundMs);
  return bucket < 0 ? runBucketsMs.length : bucket;
}
