import pg from "pg";
import { quoteIdentifier as quote } from "../../domain/quoteIdentifier.ts";
import { CliError } from "../CliError.ts";

/**
 * Explains why a connection may not create temporary tables. Throws other errors unchanged.
 * @throws CliError when the role lacks the right, or the connection is read-only
 */
export function explainRefusal(error: unknown, client: pg.Client): never {
  const next = error instanceof pg.DatabaseError ? advise(error.code, client) : undefined;
  if (next === undefined) throw error;
  throw new CliError(
    `"queue doctor" creates temporary tables to compare with, and rolls them back. PostgreSQL refused: ${(error as Error).message}. ${next}`,
    { cause: error },
  );
}

function advise(sqlState: string | undefined, { database = "", user = "" }: pg.Client): string | undefined {
  switch (sqlState) {
    case "42501":
      return `Pass the URL of a role with this right, or run as the owner of the database: GRANT TEMPORARY ON DATABASE ${quote(database)} TO ${quote(user)};`;
    case "25006":
      return "The server is a read replica, or default_transaction_read_only is on. Pass the URL of the primary server and a role that may write.";
    default:
      return undefined;
  }
}
