import {
  DatabaseRefusedError,
  QueueSchemaError,
  type SchemaPlace,
  TransactionConflictError,
} from "../domain/errors/driverErrors.ts";
import { DatabaseUnavailableError, LockTimeoutError, QueueError } from "../domain/errors/errors.ts";
import { isConflictError, isLockTimeout, isUnavailableError, readReport } from "./databaseErrors.ts";

/** Runs a query on the same database, in the same transaction where there is one. */
type Ask = (text: string) => PromiseLike<readonly unknown[]>;

const readPlace = `SELECT current_setting('search_path') AS "searchPath", (SELECT string_agg(n.nspname::text, ', ' ORDER BY n.nspname)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'QueueTask' AND c.relkind IN ('r', 'p')) AS schemas`;

/**
 * What callers are told of an error of the driver's: an error of the library's that says what to do, with the driver's as
 * its cause. What is no error of the database's, and Prisma's own that its users know (P2028), stays as it is.
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
  // In a transaction nobody is answered any more.
  const places = await ask(readPlace).then(
    (rows) => rows as readonly SchemaPlace[],
    () => [],
  );
  return new QueueSchemaError(refusal, places[0], error);
}

/** A missing table, column, type, function, schema or index, a column of another type, or a status that the enum does not have. */
function isSchemaMismatch(sqlState: string, message: string): boolean {
  if (sqlState === "22P02") return message.includes('"QueueStatus"');
  return /^(42P01|42703|42704|42883|42P10|42804|3F000)$/.test(sqlState);
}

/** Prisma leaves the table of a foreign key out: it is the last name of PostgreSQL's sentence. */
function readLastName(message: string): string | undefined {
  return message
    .match(/"[^"]+"/g)
    ?.at(-1)
    ?.slice(1, -1);
}
