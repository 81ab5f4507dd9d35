import { QueueError } from "../domain/errors/errors.ts";
import { isQueueError } from "../domain/errors/isQueueError.ts";

/** What Prisma's adapters call network errors, which have no code of PostgreSQL's, by Prisma's codes for them. */
const codeOfKind: Readonly<Record<string, string>> = {
  ConnectionClosed: "P1017",
  DatabaseNotReachable: "P1001",
  SocketTimeout: "P1008",
};

/** What a driver says of an error. */
export interface DriverReport {
  /** SQLSTATE, network code (ECONNRESET) or Prisma code (P1001). */
  code: string;
  message: string;
  table?: string | undefined;
  constraint?: string | undefined;
}

/** As Prisma's adapter for `pg` reports an error of PostgreSQL's or of the network. */
interface AdapterCause {
  originalCode?: unknown;
  originalMessage?: unknown;
  kind?: unknown;
  table?: unknown;
  constraint?: { index?: unknown };
}

/** What `pg` or Prisma says of an error, also of one that an error of the library's has as its cause; undefined for others. */
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
 * SQLSTATE of an error from `pg` or Prisma, or its network code (ECONNRESET) or Prisma code (P1001); undefined for
 * errors that are none of these.
 */
export function readErrorCode(error: unknown): string | undefined {
  return readReport(error)?.code;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Cut-off connections, restarts, overload, read-only failover, a statement cut off by its time limit: the server is away, or says that it cannot serve now. */
const unavailable =
  /^(57014|57P0[1-5]|08\w{3}|53\w{3}|25006|58\w{3}|XX000|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024)$/;
/** The transaction was the victim of another one: the same statement can succeed at once. */
const conflict = /^(40001|40P01|55P03|P2034)$/;
/** What pg and its pool say of a lost connection without giving a code. */
const lostConnection =
  /connection terminated|connection ended|query read timeout|timeout exceeded when trying to connect|server closed the connection|not queryable|socket hang up|Can't reach database|Connection lost/i;
/** The statement was never sent, or PostgreSQL answered that it has undone it. */
const undone = /^(40\w{3}|55P03|57014|57P03|53\w{3}|25006|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|P1001|P2024|P2034)$/;

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

/** Whether an error of this library, Prisma or `pg` means that the database is unreachable or does not accept writes. */
export function isUnavailableError(error: unknown): boolean {
  if (isQueueError(error, "DATABASE_UNAVAILABLE")) return true;
  // By its name, because each generated client has classes of its own.
  if (error instanceof Error && error.name === "PrismaClientInitializationError") return true;
  const code = readErrorCode(error);
  if (code !== undefined) return unavailable.test(code);
  return error instanceof Error && lostConnection.test(error.message);
}

/** Whether a statement may have had its effect although it ended in a transient error: its reply was lost. */
export function mayHaveRun(error: unknown): boolean {
  return !undone.test(readErrorCode(error) ?? "");
}

/** Whether a unique index refused the statement. */
export function isUniqueViolation(error: unknown): boolean {
  const code = readErrorCode(error);
  return code === "23505" || code === "P2002";
}

/** Whether the database's encoding lacks a character of what it was given. */
export function isUnstorableText(error: unknown): boolean {
  const code = readErrorCode(error);
  return code === "22P05" || code === "22021";
}

/** Whether a prepared statement was not where it was left, as behind a pooler that shares connections; it has not run. */
export function isPreparedStatementError(error: unknown): boolean {
  const code = readErrorCode(error);
  return code === "26000" || code === "42P05";
}

/** Whether a prepared statement no longer fits its table, which a migration has changed; it has not run. */
export function isStalePlanError(error: unknown): boolean {
  return readErrorCode(error) === "0A000";
}
