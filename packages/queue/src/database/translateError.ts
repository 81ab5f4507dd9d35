import {
  DatabaseRefusedError,
  QueueSchemaError,
  type SchemaPlace,
  TransactionConflictError,
} from "../domain/errors/driverErrors.ts";
import { DatabaseUnavailableError, LockTimeoutError, QueueError } from "../domain/errors/errors.ts";
import { isConflictError, isLockTimeout, isUnavailableError, readReport } from "./databaseErrors.ts";

/** Runs a query on the same database, and in the same transaction if there is one. */
type Ask = (text: string) => PromiseLike<readonly unknown[]>;

const readPlace = `SELECT current_setting('search_path') AS "searchPath", (SELECT string_agg(n.nspname::text, ', ' ORDER BY n.nspname)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'QueueTask' AND c.relkind IN ('r', 'p')) AS schemas`;

/**
 * Translates an error of the driver into an error of the library that says what to do, with the driver's error as its cause.
 * Returns other errors, and Prisma's own that its users know (P2028), unchanged.
 */
export async function translateError(error: unknown, ask: Ask): Promise<unknown> {
  if (error instanceof QueueError) return error;
  if (isUnavailableError(error)) return new DatabaseUnavailableError(error);
  const report = readReport(error);
  if (!report) return error;
  const { code: sqlState, message } = report;
  const table = report.table ?? readLastName(message);
  const refusal = { sqlState, message, table, constraint: report.constraint };
  if (isLockTimeout(error)) return new LockTimeoutError(error);
  if (isConflictError(error)) return new TransactionConflictError(refusal, error);
  if (!/^[0-9A-Z]{5}$/.test(sqlState) || /^P[1-9]/.test(sqlState)) return error;
  if (!isSchemaMismatch(sqlState, message)) return new DatabaseRefusedError(refusal, error);
  // After an error, a transaction refuses further queries.
  const places = await ask(readPlace).then(
    (rows) => rows as readonly SchemaPlace[],
    () => [],
  );
  return new QueueSchemaError(refusal, places[0], error);
}

/** A table, column, type, function, schema, index or enum value is missing, or a column has another type. */
function isSchemaMismatch(sqlState: string, message: string): boolean {
  if (sqlState === "22P02") return message.includes('"QueueStatus"');
  return /^(42P01|42703|42704|42883|42P10|42804|3F000)$/.test(sqlState);
}

/** Prisma omits the table of a foreign key: it is the last name in PostgreSQL's message. */
function readLastName(message: string): string | undefined {
  return message
    .match(/"[^"]+"/g)
    ?.at(-1)
    ?.slice(1, -1);
}
