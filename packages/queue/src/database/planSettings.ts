/** With these settings PostgreSQL prefers indexes and keeps the plan of a prepared statement, without JIT compilation. */
const planSettings = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_bitmapscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
} as const;

/** Startup options that apply {@link planSettings} to a connection. */
export const planOptions: readonly string[] = Object.entries(planSettings).map(
  ([name, value]) => `-c ${name}=${value}`,
);

/** Size in bytes from which an index scan is always estimated as cheaper than reading a whole table or index. */
const largeTable = 8 * 1024 ** 2;

const settingsApply = Object.entries(planSettings).map(([name, value]) => `current_setting('${name}') = '${value}'`);

/**
 * A query that returns `isSafe`: whether a plan made now may be kept. The connection must have the settings, which a pooler may
 * silently drop. The table must be large: a plan for a nearly empty table, where all plans cost the same, would still be used
 * when the table has grown.
 */
export const planCheck = `SELECT ${settingsApply.join(" AND ")}
  AND coalesce(pg_relation_size(to_regclass('"QueueTask"')), 0) >= ${largeTable} AS "isSafe"`;
