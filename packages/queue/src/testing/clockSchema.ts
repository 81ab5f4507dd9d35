/** The schema with the functions that shift the clock. */
export const clockSchema = "queue_test_clock";

/** The functions of `pg_catalog` that return the current time, with their volatility. */
const clocks = {
  now: "STABLE",
  transaction_timestamp: "STABLE",
  statement_timestamp: "STABLE",
  clock_timestamp: "VOLATILE",
} as const;

/**
 * Returns SQL that creates or replaces the functions of {@link clockSchema}. The shift is a constant in their bodies, not a row: so
 * the planner inlines them, the statements keep their plans, and PostgreSQL plans them again when the shift changes.
 */
export function writeClock(shiftMs: number): string {
  return Object.entries(clocks)
    .map(
      ([name, volatility]) => `CREATE OR REPLACE FUNCTION ${clockSchema}.${name}() RETURNS timestamptz
  LANGUAGE sql ${volatility} PARALLEL SAFE RETURN pg_catalog.${name}() + interval '${shiftMs} milliseconds';`,
    )
    .join("\n");
}
