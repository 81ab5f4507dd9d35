import type { Database, Statement } from "../database/database.ts";
import type { Logger } from "../domain/logger.ts";
import { readSchemaVersion, schemaVersion } from "../domain/schemaVersion.ts";

interface SchemaMarks {
  hasTable: boolean;
  comment: string | null;
  hasClaimIndex: boolean;
}

/** Reads catalogs only, so it takes no lock and does not depend on the size of the tables. */
const readMarks: Statement = {
  name: "readSchemaMarks",
  text: `SELECT to_regclass('"QueueTask"') IS NOT NULL AS "hasTable", obj_description(to_regclass('"QueueTask"'), 'pg_class') AS comment,
  to_regclass('"QueueTask_claim_idx"') IS NOT NULL AS "hasClaimIndex"`,
};

/**
 * Logs a warning if the queue's tables are older than this version of the library, or lack the SQL that Prisma cannot express. Logs
 * nothing if the tables are missing: each claim reports that. Newer tables are usual during a deployment. Never rejects.
 */
export async function checkSchema(database: Database, logger: Logger): Promise<void> {
  try {
    const [marks] = await database.query<SchemaMarks>(readMarks, []);
    const warning = marks && decideWarning(marks);
    if (warning !== undefined) logger.warn(warning);
  } catch {
    // The claims report the same error.
  }
}

/** Returns what is wrong and what to do; undefined if nothing is. */
function decideWarning({ hasTable, comment, hasClaimIndex }: SchemaMarks): string | undefined {
  if (!hasTable) return undefined;
  if (!hasClaimIndex)
    return 'The index QueueTask_claim_idx is missing, so each claim reads the whole table. The SQL that Prisma cannot express was not applied: run "npx --no-install queue init" and apply the migration that it writes. "npx --no-install queue doctor" lists everything that is missing.';
  const version = readSchemaVersion(comment);
  if (version !== undefined && version >= schemaVersion) return undefined;
  const found = version === undefined ? `no version, as before version 3` : `version ${version}`;
  return `The queue's tables have ${found}, and this version of the library uses version ${schemaVersion}. Run "npx --no-install queue init --upgrade" and apply the migration that it writes. "npx --no-install queue doctor" lists what is missing.`;
}
