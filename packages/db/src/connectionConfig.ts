import type pg from "pg";

/** What pg needs to connect to the database at a URL as Prisma understands it. */
export interface ConnectionConfig extends pg.ClientConfig {
  connectionString: string;
}

/** The schema that the parameter `schema` of a URL names; undefined is the default one of the database, `public`. */
export function readSchemaName(url: string): string | undefined {
  return parseDatabaseUrl(url).searchParams.get("schema") ?? undefined;
}

/** Reads a URL of PostgreSQL. Prisma's parameter `schema`, which pg does not know, becomes the search path. */
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
  throw new Error(
    "The database URL is not one of PostgreSQL: expected postgresql://user:password@host:5432/name" +
      `${parsed ? `, got one that starts with ${parsed.protocol}` : ""}. Percent-encode special characters of the password.`,
  );
}
