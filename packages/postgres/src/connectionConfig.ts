import type pg from "pg";
import { DatabaseSetupError } from "./DatabaseSetupError.ts";

/** What pg needs to connect to the database at a URL as Prisma understands it. */
export interface ConnectionConfig extends pg.ClientConfig {
  connectionString: string;
}

/** Returns the schema in the parameter `schema` of a URL; undefined means the default, `public`. */
export function readSchemaName(url: string): string | undefined {
  return parseDatabaseUrl(url).searchParams.get("schema") ?? undefined;
}

/** Converts a PostgreSQL URL for pg. Prisma's parameter `schema`, which pg does not know, becomes the search path. */
export function connectionConfig(url: string): ConnectionConfig {
  const schema = readSchemaName(url);
  return {
    connectionString: url,
    ...(schema && { options: `-c search_path=${escapeOption(quoteIdentifier(schema))}` }),
  };
}

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const escapeOption = (value: string): string => value.replace(/[\\ ]/g, "\\$&");

function parseDatabaseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ["postgresql:", "postgres:"].includes(parsed.protocol)) return parsed;
  // The URL itself may hold a password, so the message does not repeat it.
  throw new DatabaseSetupError(
    "The database URL is not a PostgreSQL URL: expected postgresql://user:password@host:5432/name" +
      `${parsed ? `, got one that starts with ${parsed.protocol}` : ""}. Percent-encode special characters of the password.`,
  );
}
