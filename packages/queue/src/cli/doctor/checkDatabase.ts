import type pg from "pg";
import { quoteIdentifier as quote } from "../../domain/quoteIdentifier.ts";
import { schemaVersion } from "../../domain/schemaVersion.ts";
import type { PackageFiles } from "../packageFiles.ts";
import { compareCatalogs } from "./compareCatalogs.ts";
import { explainRefusal } from "./explainRefusal.ts";
import type { Finding } from "./Finding.ts";
import { readCatalog } from "./readCatalog.ts";
import { type Installation, readInstallation } from "./readInstallation.ts";

/** What `queue doctor` found in a database. */
export interface Report {
  /** PostgreSQL schema of the tables; null if the connection finds none. */
  schema: string | null;
  /** Version of the tables; 0 if there are none. */
  version: number;
  /** The version that this package uses. */
  expectedVersion: number;
  findings: readonly Finding[];
}

/**
 * Compares the queue's tables with those that this package creates. It creates them as temporary tables in a transaction, and
 * rolls it back: so it compares what this server makes of the same SQL. It needs no right but the one to create temporary tables.
 * @throws CliError when the connection may not create them
 */
export async function checkDatabase(client: pg.Client, files: PackageFiles): Promise<Report> {
  await client.query("BEGIN");
  try {
    const installation = await readInstallation(client, files.upgrades);
    const place = checkPlace(installation);
    const { schema, version, entries } = installation;
    const base = { schema: schema ?? null, version, expectedVersion: schemaVersion };
    if (schema === undefined) return { ...base, findings: place };
    const pending = files.upgrades.filter((upgrade) => upgrade.version > version);
    await client.query("SET LOCAL search_path = pg_temp");
    await client.query(files.createSql).catch((error: unknown) => explainRefusal(error, client));
    const { rows } = await client.query<{ name: string }>(
      "SELECT nspname::text AS name FROM pg_namespace WHERE oid = pg_my_temp_schema()",
    );
    const expected = await readCatalog(client, rows[0]?.name ?? "pg_temp");
    const pendingSql = pending.map(({ sql }) => sql).join("\n");
    const differences = compareCatalogs({ schema, createSql: files.createSql, actual: entries, expected, pendingSql });
    return { ...base, findings: [...place, ...checkVersion(installation, pending.length > 0), ...differences] };
  } finally {
    await client.query("ROLLBACK");
  }
}

/** Checks whether the connection finds the tables, and finds only one set of them. */
function checkPlace({ schema, schemas, searchPath, isPathOfConnection }: Installation): Finding[] {
  if (schema === undefined && schemas.length === 0)
    return [
      {
        severity: "problem",
        what: "The database has no table QueueTask.",
        why: "The queue's migration was not applied to this database.",
        mend: 'npx --no-install queue init (writes the migration), then "npx prisma migrate deploy"',
      },
    ];
  if (schema === undefined)
    return [
      {
        severity: "problem",
        what: `The tables are in the PostgreSQL schema ${schemas.join(", ")}, and the search_path of the connection is ${searchPath}.`,
        why: "The queue finds its tables through the search_path.",
        // The setting of a connection replaces the setting of its role.
        mend: isPathOfConnection
          ? `Name the schema in the URL (?schema=${encodeURIComponent(schemas[0] ?? "")}), instead of the search_path that its parameters "schema" or "options", or PGOPTIONS, set.`
          : `ALTER ROLE CURRENT_USER SET search_path = ${[searchPath, quote(schemas[0] ?? "")].filter((part) => part !== "").join(", ")};`,
      },
    ];
  if (schemas.length < 2) return [];
  return [
    {
      severity: "note",
      what: `Several PostgreSQL schemas have a table QueueTask: ${schemas.join(", ")}. This connection uses ${schema}.`,
      why: "A process with another search_path uses other tasks.",
      mend: "Check that all processes use the same search_path, or that the applications are separate on purpose.",
    },
  ];
}

function checkVersion({ version, hasComment, schema }: Installation, isBehind: boolean): Finding[] {
  if (isBehind)
    return [
      {
        severity: "problem",
        what: `The tables have version ${version}, and this package uses version ${schemaVersion}.`,
        why: "Calls that use what is missing throw QueueSchemaError.",
        mend: 'npx --no-install queue init --upgrade, then "npx prisma migrate deploy"',
      },
    ];
  if (version > schemaVersion)
    return [
      {
        severity: "note",
        what: `The tables have version ${version}, which is newer than this package (${schemaVersion}).`,
        why: "This is usual while a new version is deployed. Old versions of the package keep working.",
        mend: "npm install @package/queue@latest",
      },
    ];
  if (hasComment) return [];
  return [
    {
      severity: "problem",
      what: "The table QueueTask has no comment with its version.",
      why: "Runners and upgrades cannot tell the version of the tables. Often the SQL that Prisma cannot express was not applied.",
      mend: `COMMENT ON TABLE ${quote(schema ?? "public")}."QueueTask" IS 'queue schema ${version}';`,
    },
  ];
}
