import { quoteIdentifier } from "../../domain/quoteIdentifier.ts";

/** Returns the commands that a user runs after `init`. */
export function nextCommands(pgSchema: string | undefined): string[] {
  const schema = pgSchema !== undefined && pgSchema !== "public" ? [searchPathAdvice(pgSchema)] : [];
  return [
    "npx prisma migrate deploy   # applies the migration; during development: npx prisma migrate dev",
    "npx prisma generate         # renews your Prisma client",
    "npx --no-install queue doctor   # checks the database",
    ...schema,
  ];
}

const searchPathAdvice = (pgSchema: string): string =>
  `ALTER ROLE … SET search_path = public, ${quoteIdentifier(pgSchema)};   -- SQL: the queue finds its tables through the search_path of the connection`;
