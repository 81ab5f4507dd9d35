import type { Database } from "../database/database.ts";
import type { Logger } from "../domain/logger.ts";
import { readSchemaVersion, schemaVersion } from "../domain/schemaVersion.ts";
import { readSchemaMarks, type SchemaMarks } from "./readSchemaMarks.ts";

/** Compares the queue's tables with this version of the library, once for all runners of a service. */
export class SchemaCheck {
  readonly #database: Database;
  readonly #logger: Logger;
  #checking: Promise<void> | undefined;

  constructor(database: Database, logger: Logger) {
    this.#database = database;
    this.#logger = logger;
  }

  /**
   * Logs a warning if the tables are older than this version of the library, or lack the SQL that Prisma cannot express. Logs nothing if
   * they are missing: each claim reports that. Newer tables are usual during a deployment. Never rejects.
   */
  run(): Promise<void> {
    this.#checking ??= this.#check();
    return this.#checking;
  }

  async #check(): Promise<void> {
    try {
      const marks = await readSchemaMarks(this.#database);
      const warning = marks && decideWarning(marks);
      if (warning !== undefined) this.#logger.warn(warning);
    } catch {
      // The claims report the same error.
    }
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
