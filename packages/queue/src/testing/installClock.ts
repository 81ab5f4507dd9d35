import type pg from "pg";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import { clockSchema, writeClock } from "./clockSchema.ts";

/**
 * Makes all later sessions of this database read the clock of {@link clockSchema}: its functions come before those of `pg_catalog`
 * in their `search_path`. The setting is the account's in this database, which has priority over all other stored settings.
 */
export async function installClock(connection: pg.Client): Promise<void> {
  await connection.query(`CREATE SCHEMA ${clockSchema};\n${writeClock(0)}`);
  const { rows } = await connection.query<{ database: string; path: string }>(
    `SELECT quote_ident(current_database()) AS database, current_setting('search_path') AS path`,
  );
  const [{ database, path } = { database: "", path: "" }] = rows;
  await connection.query(
    `ALTER ROLE CURRENT_USER IN DATABASE ${database} SET search_path TO ${clockSchema}, pg_catalog, ${path}`,
  );
}

/** Fails if the sessions of a client do not read the clock. @throws InvalidOptionsError */
export async function checkClock(client: PrismaClientLike): Promise<void> {
  const [row] = await client.$queryRawUnsafe<{ schema: string }[]>(
    `SELECT n.nspname::text AS schema FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    WHERE p.oid = 'now'::regproc`,
  );
  if (row?.schema === clockSchema) return;
  throw new InvalidOptionsError(
    "db",
    `The client of option "db" does not read the clock of the test database, because it sets its own search_path. Connect to the URL that the function receives, without the parameter "schema" and without options for the session.`,
  );
}
