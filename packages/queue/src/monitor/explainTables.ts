import { prismaDatabase } from "../database/database.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import { explainSchema } from "../reporting/explainSchema.ts";
import { readSchemaMarks } from "../reporting/readSchemaMarks.ts";

/**
 * Returns why this version of the library cannot use the queue's tables as they are, and what to do: they are missing or older.
 * Returns null if it can; newer tables are usual during a deployment. Reads catalogs only: for readiness checks.
 * @throws DatabaseUnavailableError, or another error of the database
 */
export async function explainTables(client: PrismaClientLike): Promise<string | null> {
  const marks = await readSchemaMarks(prismaDatabase(client));
  // Without the index, claims are slow. A server that became unready for it would be worse than a slow one.
  return marks ? explainSchema({ ...marks, hasClaimIndex: true }) : null;
}
