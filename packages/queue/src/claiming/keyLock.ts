/**
 * SQL: whether this statement is the only one that currently claims a task with the concurrency key `key`. It does not wait. The
 * lock ends with the statement's transaction. It only prevents claims from waiting for each other; QueueTask_concurrency_key
 * ensures that at most one task of a key runs. Only PostgreSQL has advisory locks; elsewhere `true` works too.
 */
export const tryKeyLock = (key: string): string => `pg_try_advisory_xact_lock(hashtextextended(${key}, 0))`;
