import { type Database, prismaDatabase } from "../../database/database.ts";
import { readErrorCode } from "../../database/databaseErrors.ts";
import { retryTransient } from "../../database/retryTransient.ts";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import type { PrismaClientLike } from "../../domain/types.ts";
import { countContactErrors } from "./sql/countContactErrors.ts";
import { countContacts } from "./sql/countContacts.ts";
import { type ContactErrorRow, insertContactErrors } from "./sql/insertContactErrors.ts";
import { type ContactRow, insertContacts } from "./sql/insertContacts.ts";
import { type RejectedRow, readFirstErrors } from "./sql/readFirstErrors.ts";
import { readLastRow } from "./sql/readLastRow.ts";

/** Rows that are stored together. Which rows these are depends on the file alone, so a repeated batch is the same one. */
export const batchRows = 1_000;
const maxStoredErrors = 1_000;
const maxFirstErrors = 20;

/** What one import has in the database. */
export interface ImportStore {
  /**
   * The last row before which nothing is missing, always at the end of a batch. The batch that was being stored when a
   * process died may be there in part: it comes again, and what it has is skipped.
   */
  readonly storedRows: number;
  /** Stores a batch, leaving rows that are there as they are. Of errors the first 1,000 of the import are kept. */
  storeBatch(contacts: readonly ContactRow[], errors: readonly ContactErrorRow[]): Promise<void>;
  countImported(): Promise<number>;
  readFirstErrors(): Promise<RejectedRow[]>;
}

/**
 * Finds out how far an import is. Every statement can be repeated, so short disturbances of the database go unnoticed.
 * @throws UnrecoverableError when the database lacks the tables
 */
export async function openImportStore(db: PrismaClientLike, importId: string): Promise<ImportStore> {
  const database = repeatingDatabase(db);
  const lastRow = await readLastRow(database, importId);
  const storedRows = Math.floor(Math.max(0, lastRow - 1) / batchRows) * batchRows;
  let errorCount = await countContactErrors(database, importId, storedRows);

  return {
    storedRows,
    async storeBatch(contacts, errors) {
      const kept = errors.slice(0, Math.max(0, maxStoredErrors - errorCount));
      if (contacts.length > 0) await insertContacts(database, contacts);
      if (kept.length > 0) await insertContactErrors(database, kept);
      errorCount += kept.length;
    },
    countImported: () => countContacts(database, importId),
    readFirstErrors: () => readFirstErrors(database, importId, maxFirstErrors),
  };
}

function repeatingDatabase(db: PrismaClientLike): Database {
  const database = prismaDatabase(db);
  return {
    query: <TRow>(...call: Parameters<Database["query"]>) =>
      retryTransient(() => database.query<TRow>(...call)).catch(explainMissingTable),
  };
}

function explainMissingTable(error: unknown): never {
  if (readErrorCode(error) !== "42P01") throw error;
  throw new UnrecoverableError(
    "CONTACT_IMPORT needs the tables Contact and ContactImportError, which this database does not have. Run the migrations, then add a new task.",
    { cause: error },
  );
}
