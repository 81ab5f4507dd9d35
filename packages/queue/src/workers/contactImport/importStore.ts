import type { ContactErrorRow, ContactRow, ContactTables } from "./contactTables.ts";

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
  storeBatch(contacts: ContactRow[], errors: ContactErrorRow[]): Promise<void>;
  countImported(): Promise<number>;
  readFirstErrors(): Promise<{ row: number; message: string }[]>;
}

/** Finds out how far an import is. */
export async function openImportStore(tables: ContactTables, importId: string): Promise<ImportStore> {
  const where = { importId };
  const newest = { where, orderBy: { rowNumber: "desc" as const }, take: 1 };
  const [contacts, errors] = await Promise.all([
    tables.contact.findMany(newest),
    tables.contactImportError.findMany(newest),
  ]);
  const lastRow = Math.max(0, contacts[0]?.rowNumber ?? 0, errors[0]?.rowNumber ?? 0);
  const storedRows = Math.floor(Math.max(0, lastRow - 1) / batchRows) * batchRows;
  let errorCount = await tables.contactImportError.count({ where: { importId, rowNumber: { lte: storedRows } } });

  return {
    storedRows,
    async storeBatch(newContacts, newErrors) {
      const kept = newErrors.slice(0, Math.max(0, maxStoredErrors - errorCount));
      if (newContacts.length > 0) await tables.contact.createMany({ data: newContacts, skipDuplicates: true });
      if (kept.length > 0) await tables.contactImportError.createMany({ data: kept, skipDuplicates: true });
      errorCount += kept.length;
    },
    async countImported() {
      return tables.contact.count({ where });
    },
    async readFirstErrors() {
      const rows = await tables.contactImportError.findMany({
        where,
        orderBy: { rowNumber: "asc" },
        take: maxFirstErrors,
      });
      return rows.map(({ rowNumber, message }) => ({ row: rowNumber, message }));
    },
  };
}
