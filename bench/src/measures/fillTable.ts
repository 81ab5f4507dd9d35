import { queryOnce } from "../servers/queryOnce.ts";

/** The kinds of rows in a large table. */
export type FillKind = "finished" | "scheduled" | "pending";

const valuesOf: Readonly<Record<FillKind, string>> = {
  finished: `'COMPLETED', 1, NULL::timestamptz, now() - interval '1 day', now() - interval '1 day', now() - interval '1 day'`,
  scheduled: `'PENDING', 0, now() + interval '1 day' + n * interval '1 ms', NULL::timestamptz, NULL::timestamptz, NULL::timestamptz`,
  pending: `'PENDING', 0, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz`,
};

/**
 * Inserts rows of `QueueTask` with SQL, which takes seconds instead of minutes.
 * @param owners - number of users that own the rows; 0 for none
 */
export async function fillTable(url: string, kind: FillKind, count: number, owners = 0): Promise<void> {
  await queryOnce(
    url,
    `INSERT INTO "QueueTask" (id, type, data, status, attempts, "scheduledFor", "processedAt", "startedAt", "finishedAt",
       "createdAt", "updatedAt", "failedProviders", "ownerId")
     SELECT 'c${kind[0]}' || lpad(n::text, 23, '0'), 'BENCH', '{"n": 1, "sentAtMs": 0}', v.status::"QueueStatus", v.attempts, v.due, v.processed, v.started,
       v.finished, now() - interval '2 days', now(), '{}', CASE WHEN $2::int > 0 THEN 'user-' || n % $2::int END
     FROM generate_series(1, $1::int) n, LATERAL (SELECT ${valuesOf[kind]}) AS v(status, attempts, due, processed, started, finished)`,
    [count, owners],
  );
}
