import { quoteIdentifier } from "../../domain/quoteIdentifier.ts";
import type { Upgrade } from "../packageFiles.ts";
import { tableNames } from "../queueTables.ts";

/** The names of the queue's tables and types in SQL, unless they are qualified. */
const ownNames = new RegExp(`(?<!\\.)"(?:${[...tableNames, "QueueStatus"].join("|")})"`, "g");

/**
 * Returns SQL of the package for tables in another PostgreSQL schema. The names are qualified, so that the SQL does not depend on the
 * `search_path` of the one who runs it.
 * @param schema - undefined leaves the SQL as it is
 */
export function qualifySql(sql: string, schema: string | undefined): string {
  if (schema === undefined) return sql;
  const place = quoteIdentifier(schema);
  return sql
    .replace(ownNames, (name) => `${place}.${name}`)
    .replace(/(?:ALTER|DROP) INDEX (?=")/g, (words) => `${words}${place}.`);
}

/** Returns the statement that creates a PostgreSQL schema. */
export const createSchemaSql = (schema: string): string => `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)};`;

/** A column that an upgrade adds. */
export interface AddedColumn {
  table: string;
  column: string;
}

/** Returns the columns that SQL adds to existing tables. */
export function readAddedColumns(sql: string): AddedColumn[] {
  const statements = sql.matchAll(/ALTER TABLE "(\w+)" (ADD COLUMN[^;]*)/g);
  return [...statements].flatMap(([, table = "", rest = ""]) =>
    [...rest.matchAll(/ADD COLUMN\s+"(\w+)"/g)].map(([, column = ""]) => ({ table, column })),
  );
}

/**
 * Returns the newest version whose columns are all there. A version that adds no columns cannot be recognised.
 * @param has - whether a column is there
 */
export function findVersionByColumns(upgrades: readonly Upgrade[], has: (added: AddedColumn) => boolean): number {
  let found = 1;
  for (const { version, sql } of upgrades) {
    const columns = readAddedColumns(sql);
    if (columns.length > 0 && columns.every(has)) found = version;
  }
  return found;
}

/** Returns what SQL of an upgrade does, a line for each statement. */
export function describeSteps(sql: string): string[] {
  const lines: string[] = [];
  const added = readAddedColumns(sql);
  for (const table of new Set(added.map((each) => each.table))) {
    const columns = added.filter((each) => each.table === table).map(({ column }) => column);
    lines.push(`${table} gets ${columns.join(", ")}`);
  }
  for (const [, table = ""] of sql.matchAll(/CREATE TABLE "(\w+)"/g)) lines.push(`new table ${table}`);
  for (const [, name = "", table = ""] of sql.matchAll(/CREATE (?:UNIQUE )?INDEX "(\w+)" ON "(\w+)"/g))
    lines.push(`${table} gets the index ${name}`);
  for (const [, name = ""] of sql.matchAll(/ADD CONSTRAINT "(\w+)"/g)) lines.push(`new constraint ${name}`);
  for (const [, name = ""] of sql.matchAll(/DROP CONSTRAINT (?:IF EXISTS )?"(\w+)"/g))
    lines.push(`the constraint ${name} is dropped`);
  for (const [, name = ""] of sql.matchAll(/DROP INDEX (?:IF EXISTS )?"(\w+)"/g))
    lines.push(`the index ${name} is dropped`);
  if (lines.length === 0) lines.push("only the number of the version is new");
  return lines;
}
