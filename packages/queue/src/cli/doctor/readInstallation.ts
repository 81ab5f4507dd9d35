import type pg from "pg";
import { readSchemaVersion } from "../../domain/schemaVersion.ts";
import { findVersionByColumns } from "../init/queueSql.ts";
import type { Upgrade } from "../packageFiles.ts";
import { type CatalogEntry, readCatalog } from "./readCatalog.ts";

/** The queue's tables in a database. */
export interface Installation {
  searchPath: string;
  /** Whether the URL or PGOPTIONS sets the `search_path`, and not the role, the database or the server. */
  isPathOfConnection: boolean;
  /** All PostgreSQL schemas with a table `QueueTask`. */
  schemas: readonly string[];
  /** The one of them that the connection uses; undefined if none is in its `search_path`. */
  schema: string | undefined;
  /** Version of the tables; 0 if there are none. */
  version: number;
  /** Whether the tables say their version themselves. */
  hasComment: boolean;
  entries: readonly CatalogEntry[];
}

const readPlace = `
  SELECT current_setting('search_path') AS "searchPath",
    (SELECT source = 'client' FROM pg_settings WHERE name = 'search_path') AS "isPathOfConnection",
    (SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass('"QueueTask"')) AS schema,
    obj_description(to_regclass('"QueueTask"'), 'pg_class') AS comment,
    ARRAY(SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = 'QueueTask' AND c.relkind IN ('r', 'p') ORDER BY 1) AS schemas`;

interface Place extends Pick<Installation, "searchPath" | "isPathOfConnection"> {
  schema: string | null;
  comment: string | null;
  schemas: string[];
}

/** Reads which of the queue's objects the database has, within a transaction. */
export async function readInstallation(client: pg.ClientBase, upgrades: readonly Upgrade[]): Promise<Installation> {
  const { rows } = await client.query<Place>(readPlace);
  const { schema, comment, schemas, ...path } = rows[0] as Place;
  if (schema === null) return { ...path, schemas, schema: undefined, version: 0, hasComment: false, entries: [] };
  const entries = await readCatalog(client, schema);
  const byColumns = findVersionByColumns(upgrades, ({ table, column }) =>
    entries.some(({ kind, owner, name }) => kind === "column" && owner === table && name === column),
  );
  const marked = readSchemaVersion(comment);
  return { ...path, schemas, schema, version: marked ?? byColumns, hasComment: marked !== undefined, entries };
}
