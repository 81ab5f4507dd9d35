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

/** Rows per batch. The file alone decides which rows form a batch, so a repeated batch has the same rows. */
export const batchRows = 1_000;
const maxStoredErrors = 1_000;
const maxFirstErrors = 20;

/** The rows of one import in the database. */
export interface ImportStore {
  /**
   * The last row up to which all rows are stored, always at the end of a batch. If a process died while it stored a batch,
   * that batch may be incomplete: it is stored again, and its existing rows are skipped.
   */
  readonly storedRows: number;
  /** Stores a batch and skips existing rows. Keeps the first 1,000 errors of the import. */
  storeBatch(contacts: readonly ContactRow[], errors: readonly ContactErrorRow[]): Promise<void>;
  countImported(): Promise<number>;
  readFirstErrors(): Promise<RejectedRow[]>;
}

/**
 * Reads how much of an import is stored. All statements are safe to repeat, so they are retried after transient errors.
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
    "This database does not have the tables Contact and ContactImportError, which CONTACT_IMPORT needs. Apply the migrations, then add a new task.",
    { cause: error },
  );
}
