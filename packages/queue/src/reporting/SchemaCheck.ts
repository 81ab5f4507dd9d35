import type { Database } from "../database/database.ts";
import type { Logger } from "../domain/logger.ts";
import { explainSchema } from "./explainSchema.ts";
import { readSchemaMarks } from "./readSchemaMarks.ts";

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
      const warning = marks?.hasTable ? explainSchema(marks) : null;
      if (warning !== null) this.#logger.warn(warning);
    } catch {
      // The claims report the same error.
    }
  }
}
