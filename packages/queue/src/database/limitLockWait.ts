/**
 * Returns an SQL condition that is true and limits lock waits: the statement waits at most this many milliseconds for a row or
 * key that another transaction has locked, then fails with 55P03. The condition depends on no row, so PostgreSQL evaluates it
 * before it reads the first row. The limit ends with the transaction, so do not use it in a transaction of the caller.
 */
export const limitLockWait = (ms = 250): string => `(SELECT set_config('lock_timeout', '${ms}', true)) IS NOT NULL`;
