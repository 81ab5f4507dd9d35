import { quoteIdentifier as quote } from "../../domain/quoteIdentifier.ts";
import { qualifySql } from "../init/queueSql.ts";
import type { CatalogEntry } from "./readCatalog.ts";

/** Where an object belongs, and how this package creates it. */
export interface Origin {
  /** PostgreSQL schema of the tables. */
  schema: string;
  /** SQL that creates all tables. */
  createSql: string;
}

/**
 * Returns SQL that makes an object as it should be, or a command.
 * @param replaces - whether the database has the object in another form
 */
export function mendObject(entry: CatalogEntry, { schema, createSql }: Origin, replaces: boolean): string {
  const { kind, owner, name, definition } = entry;
  const table = quote(owner);
  const mend = (sql: string) => qualifySql(sql, schema);
  switch (kind) {
    case "table":
      return readStatements(createSql, name).map(mend).join("\n");
    case "column":
      return replaces
        ? "npx prisma migrate diff shows what differs; restore the type of node_modules/@package/queue/prisma/queue.prisma with a migration"
        : mend(`ALTER TABLE ${table} ADD COLUMN ${quote(name)} ${withOwnSequence(definition)};`);
    case "index": {
      const drop = replaces ? `DROP INDEX CONCURRENTLY ${quote(schema)}.${quote(name)}; ` : "";
      return drop + mend(`${definition.replace("INDEX ", "INDEX CONCURRENTLY ")};`);
    }
    case "constraint": {
      const drop = replaces ? `DROP CONSTRAINT ${quote(name)}, ` : "";
      return mend(`ALTER TABLE ${table} ${drop}ADD CONSTRAINT ${quote(name)} ${definition};`);
    }
    case "setting":
      return mend(
        `ALTER ${/_(idx|key|pkey)$/.test(owner) ? "INDEX" : "TABLE"} ${table} SET (${name} = ${definition});`,
      );
    case "value":
      return mend(`ALTER TYPE ${table} ADD VALUE '${name}';`);
  }
}

/** The sequence of a column is gone with it. */
const withOwnSequence = (definition: string): string =>
  definition.replace(/^bigint NOT NULL DEFAULT nextval\(.*$/, "bigserial");

/** Returns the statements for one table, each on a line. */
const readStatements = (sql: string, table: string): string[] =>
  sql
    .replace(/^--.*\n/gm, "")
    .split(/(?<=;)\n/)
    .filter((statement) => new RegExp(`\\b(?:TABLE|ON) "${table}"`).test(statement))
    .map((statement) => statement.trim().replace(/\s+/g, " "));
