/** Upper bounds of the run-time histogram in `QueueStatistic.runBuckets`, in milliseconds; the last bucket is open. */
export const runBucketsMs = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000] as const;

/** How long an attempt took, in milliseconds: finite and not negative. */
export interface AttemptTimes {
  /** From when the task was due until its attempt began: the time that it was held for a free slot is waiting. */
  waitMs: number;
  /** From there until the attempt was over, except for the recording. */
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
 * A CTE that appends what a batch of settlements did. It reads `(type, status, "runMs", "waitMs")` from `done`.
 * Appending, instead of counting up one row per type, keeps concurrent batches from waiting for each other.
 */
export const appendStatistics = (done = "done"): string => `${insertStatistics}
    SELECT d.type, date_trunc('minute', statement_timestamp()), count(*) FILTER (WHERE d.status = 'COMPLETED'), count(*) FILTER (WHERE d.status = 'FAILED'),
      count(*) FILTER (WHERE d.status = 'MAX_RETRIES_REACHED'), count(*) FILTER (WHERE d.status = 'CANCELLED'),
      sum(d."runMs")::bigint, sum(d."waitMs")::bigint, ARRAY[${buckets}]
    FROM (SELECT *, width_bucket("runMs", ARRAY[${runBucketsMs.join(",")}]::float8[]) AS bucket FROM ${done} x) d GROUP BY d.type`;

/** Sums up completed attempts, as JSON with an object for each type: what {@link appendStatistics} would make of them. */
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
