/**
 * SQL: whether this statement is now the only one that claims a task of the concurrency key `key`. Answers at once; the lock
 * ends with the statement's transaction. It only keeps claims from waiting for each other: that one task of a key runs is
 * what QueueTask_concurrency_key sees to. Only PostgreSQL itself has advisory locks; elsewhere `true` does.
 */
export const tryKeyLock = (key: string): string => `pg_try_advisory_xact_lock(hashtextextended(${key}, 0))`;
