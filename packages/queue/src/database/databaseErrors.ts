import { TransactionConflictError } from "../domain/errors/driverErrors.ts";
import { QueueError } from "../domain/errors/errors.ts";
import { isQueueError } from "../domain/errors/isQueueError.ts";

/** Prisma's codes for the network errors of its adapters, which have no PostgreSQL code. */
const codeOfKind: Readonly<Record<string, string>> = {
  ConnectionClosed: "P1017",
  DatabaseNotReachable: "P1001",
  SocketTimeout: "P1008",
};

/** A driver's report of an error. */
export interface DriverReport {
  /** SQLSTATE, network code (ECONNRESET) or Prisma code (P1001). */
  code: string;
  message: string;
  table?: string | undefined;
  constraint?: string | undefined;
}

/** The cause in an error of Prisma's adapter for `pg`. */
interface AdapterCause {
  originalCode?: unknown;
  originalMessage?: unknown;
  kind?: unknown;
  table?: unknown;
  constraint?: { index?: unknown };
}

/** Returns the report of `pg` or Prisma in an error or in its causes; undefined if there is none. */
export function readReport(error: unknown): DriverReport | undefined {
  for (let depth = 0, current = error; depth < 6 && typeof current === "object" && current !== null; depth++) {
    const { code, message, table, constraint, meta, cause } = current as Record<string, unknown>;
    const adapter =
      (meta as { driverAdapterError?: { cause?: AdapterCause } } | undefined)?.driverAdapterError?.cause ??
      (current as AdapterCause);
    const text = textOf(adapter.originalMessage) ?? textOf(message) ?? "";
    if (typeof adapter.originalCode === "string") {
      const parts = { table: textOf(adapter.table), constraint: textOf(adapter.constraint?.index) };
      return { code: adapter.originalCode, message: text, ...parts };
    }
    if (typeof adapter.kind === "string" && Object.hasOwn(codeOfKind, adapter.kind))
      return { code: codeOfKind[adapter.kind] as string, message: text };
    const isDrivers = typeof code === "string" && code !== "P2010" && code !== "P2039";
    if (isDrivers && !(current instanceof QueueError))
      return { code, message: text, table: textOf(table), constraint: textOf(constraint) };
    current = cause;
  }
  return undefined;
}

/**
 * Returns the SQLSTATE of an error from `pg` or Prisma, its network code (ECONNRESET) or its Prisma code (P1001); undefined for
 * other errors.
 */
export function readErrorCode(error: unknown): string | undefined {
  return readReport(error)?.code;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Lost connections, restarts, overload, read-only failover, statement timeouts: the server is unreachable or refuses to work. */
const unavailable =
  /^(57014|57P0[1-5]|08\w{3}|53\w{3}|25006|58\w{3}|XX000|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024)$/;
/** The transaction conflicted with another one: the same statement can succeed at once. */
const conflict = /^(40001|40P01|55P03|P2034)$/;
/** Messages of pg and its pool about a lost connection, which have no code. */
const lostConnection =
  /connection terminated|connection ended|query read timeout|timeout exceeded when trying to connect|server closed the connection|not queryable|socket hang up|Can't reach database|Connection lost/i;
/** The statement was never sent, or PostgreSQL has rolled it back. */
const undone = /^(40\w{3}|55P03|57014|57P03|53\w{3}|25006|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|P1001|P2024|P2034)$/;

/** Returns whether the same statement may succeed when it is repeated. */
export function isTransientError(error: unknown): boolean {
  return isUnavailableError(error) || isConflictError(error);
}

/** Returns whether the statement conflicted with another transaction. */
export function isConflictError(error: unknown): boolean {
  return conflict.test(readErrorCode(error) ?? "");
}

/** Returns whether the statement timed out waiting for a row or a key that another transaction has locked. */
export function isLockTimeout(error: unknown): boolean {
  return readErrorCode(error) === "55P03";
}

/** Returns whether the database is unreachable or does not accept writes. */
export function isUnavailableError(error: unknown): boolean {
  if (isQueueError(error, "DATABASE_UNAVAILABLE")) return true;
  // By its name, because each generated client has classes of its own.
  if (error instanceof Error && error.name === "PrismaClientInitializationError") return true;
  const code = readErrorCode(error);
  if (code !== undefined) return unavailable.test(code);
  return error instanceof Error && lostConnection.test(error.message);
}

/** Returns whether a statement that ended in a transient error may have had its effect, because its reply was lost. */
export function mayHaveRun(error: unknown): boolean {
  return !undone.test(readErrorCode(error) ?? "");
}

/** Returns whether a unique index refused the statement. */
export function isUniqueViolation(error: unknown): boolean {
  const code = readErrorCode(error);
  return code === "23505" || code === "P2002";
}

/**
 * Returns the error for a unique key that another transaction took while the statement ran. The statement did not see it, and a
 * repeated transaction does.
 */
export function toConflict(error: unknown): TransactionConflictError {
  const { code = "23505", message = "duplicate key value" } = readReport(error) ?? {};
  return new TransactionConflictError({ sqlState: code, message }, error);
}

/** Returns whether a value has a character that the database's encoding lacks. */
export function isUnstorableText(error: unknown): boolean {
  const code = readErrorCode(error);
  return code === "22P05" || code === "22021";
}

/** Returns whether a prepared statement is missing, as behind a transaction pooler. The statement has not run. */
export function isPreparedStatementError(error: unknown): boolean {
  const code = readErrorCode(error);
  return code === "26000" || code === "42P05";
}

/** Returns whether a migration has changed the result columns of a prepared statement. The statement has not run. */
export function isStalePlanError(error: unknown): boolean {
  return readErrorCode(error) === "0A000";
}
