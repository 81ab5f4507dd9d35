/**
 * SQL that a new feature adds to the statements of adding, claiming and settling. Each slot takes constant text without parameters,
 * because every process must decide by the rows. A statement is built once; while a slot is empty, its text is the same as
 * without the slot.
 */
export interface StatementSlots {
  /** Conditions on a waiting row `t`. A claim takes the row only if all of them are true. */
  readonly gate?: readonly string[];
  /** Queries over `candidates c`, the rows that a claim has locked. It does not take those whose `c.ctid` a query returns. */
  readonly choose?: readonly string[];
  /** Statements that write the effects of a claim. They read the columns of claimed tasks from `claimed`. */
  readonly onClaim?: readonly string[];
  /** Statements that write the effects of the end of a claim. They read `done (id, type, status)`. */
  readonly onSettle?: readonly string[];
  /** Statements that write the effects of adding tasks. They read `inserted (id, type)`. */
  readonly onAdd?: readonly string[];
}

/** Returns further conditions, to append to a first one. */
export const andAll = (conditions: readonly string[] = []): string =>
  conditions.map((condition) => ` AND (${condition})`).join("");

/** Returns further CTEs, to append to a first one. PostgreSQL runs a CTE that writes even if no query reads it. */
export const withWrites = (writes: readonly string[] = []): string =>
  writes.map((write, n) => `, "write${n}" AS (${write})`).join("");

/** Whether the slot contains anything. */
export const isFilled = (slot: readonly string[] = []): boolean => slot.length > 0;
