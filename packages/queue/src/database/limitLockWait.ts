/**
 * SQL, true: from here on, this statement waits so many milliseconds at most for a row or key that another transaction has
 * locked; then it fails with 55P03. As a condition that depends on no row, it is evaluated before the first row is read. It
 * ends with the statement's transaction, and so must not stand in statements that run in the caller's.
 */
export const limitLockWait = (ms = 250): string => `(SELECT set_config('lock_timeout', '${ms}', true)) IS NOT NULL`;
