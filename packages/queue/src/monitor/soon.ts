/** A task that is due within so many milliseconds is active: a user waits for it. One that is due later is scheduled. */
export const soonMs = 60_000;

/** SQL: until when a due time counts as soon. `statement_timestamp()` does not change within a statement. */
export const soon = `statement_timestamp() + ${soonMs} * interval '1 ms'`;
