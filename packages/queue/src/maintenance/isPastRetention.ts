/** How long finished tasks are kept, in milliseconds; null means without end. */
export interface Retention {
  completedMs: number | null;
  /** Of failed and cancelled tasks. */
  failedMs: number | null;
}

const ageMs = `(date_part('epoch', statement_timestamp()) - date_part('epoch', o."finishedAt")) * 1000`;

/**
 * Whether the task `o` ended longer ago than its retention, given as $1 and $2. It compares numbers: the clock minus a
 * retention can be a time that PostgreSQL cannot hold, and one such subtraction would fail the whole statement.
 */
export const isPastRetention = `(o.status = 'COMPLETED' AND ${ageMs} > $1::float8
      OR o.status IN ('MAX_RETRIES_REACHED', 'CANCELLED') AND ${ageMs} > $2::float8)`;
