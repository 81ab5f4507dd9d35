/** How long finished tasks are kept, in milliseconds; null means forever. */
export interface Retention {
  completedMs: number | null;
  /** For tasks that failed permanently or were cancelled. */
  failedMs: number | null;
}

const ageMs = `(date_part('epoch', statement_timestamp()) - date_part('epoch', o."finishedAt")) * 1000`;

/**
 * SQL: whether the task `o` finished longer ago than its retention ($1 or $2). It compares numbers, because the clock minus a
 * long retention can be a time that PostgreSQL cannot represent, which would fail the whole statement.
 */
export const isPastRetention = `(o.status = 'COMPLETED' AND ${ageMs} > $1::float8
      OR o.status IN ('MAX_RETRIES_REACHED', 'CANCELLED') AND ${ageMs} > $2::float8)`;
