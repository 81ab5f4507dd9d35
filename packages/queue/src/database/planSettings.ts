/** Under these settings PostgreSQL plans by indexes, and keeps the plan of a prepared statement; `jit` compiles what it thinks dear. */
const planSettings = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_bitmapscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
} as const;

/** Startup options of a connection that has {@link planSettings} for as long as it lives. */
export const planOptions: readonly string[] = Object.entries(planSettings).map(
  ([name, value]) => `-c ${name}=${value}`,
);

/** From this size on, in bytes, reading a whole table or index never looks as cheap as the way by an index to its rows. */
const largeTable = 8 * 1024 ** 2;

const settingsApply = Object.entries(planSettings).map(([name, value]) => `current_setting('${name}') = '${value}'`);

/**
 * Answers `isSafe`: whether a plan that is made now may be kept. The connection has the settings, which a pooler may have
 * dropped without a word, and the table is large: a plan for a nearly empty one, where all ways cost the same, would be kept
 * while it grows.
 */
export const planCheck = `SELECT ${settingsApply.join(" AND ")}
  AND coalesce(pg_relation_size(to_regclass('"QueueTask"')), 0) >= ${largeTable} AS "isSafe"`;
