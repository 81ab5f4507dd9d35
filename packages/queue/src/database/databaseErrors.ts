import { isQueueError } from "../isQueueError.ts";

/** What Prisma's adapters call network errors, which have no code of PostgreSQL's, by Prisma's codes for them. */
const codeOfKind: Readonly<Record<string, string>> = {
  ConnectionClosed: "P1017",
  DatabaseNotReachable: "P1001",
  SocketTimeout: "P1008",
};

/**
 * SQLSTATE of an error from `pg` or Prisma, or its network code (ECONNRESET) or Prisma code (P1001); undefined for
 * errors that are none of these.
 */
export function readErrorCode(error: unknown): string | undefined {
  for (let depth = 0, current = error; depth < 6 && typeof current === "object" && current !== null; depth++) {
    const { code, originalCode, meta, cause } = current as Record<string, unknown>;
    if (typeof originalCode === "string") return originalCode;
    const driver = (meta as { driverAdapterError?: { cause?: { originalCode?: unknown; kind?: unknown } } } | undefined)
      ?.driverAdapterError?.cause;
    if (typeof driver?.originalCode === "string") return driver.originalCode;
    if (typeof driver?.kind === "string" && Object.hasOwn(codeOfKind, driver.kind)) return codeOfKind[driver.kind];
    if (typeof code === "string" && code !== "P2010" && code !== "P2039") return code;
    current = cause;
  }
  return undefined;
}

/** Cut-off connections, restarts, overload, read-only failover, a statement cut off by its time limit: the server is away, or says that it cannot serve now. */
const unavailable =
  /^(57014|57P0[1-5]|08\w{3}|53\w{3}|25006|58\w{3}|XX000|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024|P2028)$/;
/** The transaction was the victim of another one: the same statement can succeed at once. */
const conflict = /^(40001|40P01|55P03|P2034)$/;
/** What pg and its pool say of a lost connection without giving a code. */
const lostConnection =
  /connection terminated|connection ended|query read timeout|timeout exceeded when trying to connect|server closed the connection|not queryable|socket hang up|Can't reach database|Connection lost/i;

/** Whether the same statement may succeed if it is tried again. */
export function isTransientError(error: unknown): boolean {
  return isUnavailableError(error) || isConflictError(error);
}

/** Whether the statement lost against another transaction. */
export function isConflictError(error: unknown): boolean {
  return conflict.test(readErrorCode(error) ?? "");
}

/** Whether the statement gave up waiting for a row or a key that another transaction has locked. */
export function isLockTimeout(error: unknown): boolean {
  return readErrorCode(error) === "55P03";
}

/** Whether the database is out of reach or does not accept writes. */
export function isUnavailableError(error: unknown): boolean {
  if (isQueueError(error, "DATABASE_UNAVAILABLE")) return true;
  const code = readErrorCode(error);
  if (code !== undefined) return unavailable.test(code);
  return error instanceof Error && lostConnection.test(error.message);
}

/** Whether a unique index refused the statement. */
export function isUniqueViolation(error: unknown): boolean {
  const code = readErrorCode(error);
  return code === "23505" || code === "P2002";
}

/**
 * Whether a prepared statement was not where it was left, as behind a pooler that shares connections, or no longer fits the
 * table; it has not run.
 */
export function isPreparedStatementError(error: unknown): boolean {
  const code = readErrorCode(error);
  return code === "26000" || code === "42P05" || code === "0A000";
}
