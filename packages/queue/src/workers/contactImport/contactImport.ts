import type { z } from "zod";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { isQueueError } from "../../domain/errors/isQueueError.ts";
import type { PrismaClientLike } from "../../domain/types.ts";
import { builtInLimits } from "../builtInLimits.ts";
import { defineWorker, type Worker, type WorkerContext } from "../defineWorker.ts";
import type { SourceSettings } from "../sources/openSource.ts";
import { contactImportInput } from "./contactImportInput.ts";
import type { Delimiter } from "./detectDelimiter.ts";
import { groupRows } from "./groupRows.ts";
import { batchRows, openImportStore } from "./importStore.ts";
import { type ContactColumns, mapHeader } from "./mapHeader.ts";
import { type CsvFile, openCsvFile } from "./openCsvFile.ts";
import { type ContactFields, readContact } from "./readContact.ts";
import { readCsvRows } from "./readCsvRows.ts";
import type { ContactErrorRow } from "./sql/insertContactErrors.ts";
import type { ContactRow } from "./sql/insertContacts.ts";
import type { RejectedRow } from "./sql/readFirstErrors.ts";

const percentChecked = 10;

/** The result of a `CONTACT_IMPORT` task. */
export interface ContactImportResult {
  /** Rows of the file that are not empty, without the header. */
  rows: number;
  imported: number;
  rejected: number;
  /** The first 20 rows that were rejected. */
  firstErrors: RejectedRow[];
}

/**
 * Creates the worker of `CONTACT_IMPORT`. It imports a CSV file of at most 200 MB into the table Contact. It checks the whole
 * file before it stores the first row, and rejects each row that is not a contact. An attempt resumes after the last batch
 * that an earlier attempt stored, and no row is imported twice.
 * @param db - a Prisma client of a database with the tables Contact and ContactImportError
 */
export function createContactImportWorker(
  db: PrismaClientLike,
  settings: SourceSettings,
): Worker<z.input<typeof contactImportInput>, ContactImportResult> {
  return defineWorker({
    input: contactImportInput,
    ...builtInLimits.CONTACT_IMPORT,
    async run({ fileUrl, options }, context): Promise<ContactImportResult> {
      try {
        return await importContacts(db, fileUrl, options.delimiter, settings, context);
      } catch (error) {
        context.signal.throwIfAborted();
        throw error;
      }
    },
  });
}

async function importContacts(
  db: PrismaClientLike,
  fileUrl: string,
  delimiter: Delimiter | undefined,
  settings: SourceSettings,
  context: WorkerContext,
): Promise<ContactImportResult> {
  const file = await openCsvFile(fileUrl, delimiter, settings, context);
  try {
    return await importFile(db, file, context);
  } catch (error) {
    // Otherwise copies of refused files would fill the disk. A copy that cannot be removed must not hide the error.
    if (isLastAttempt(error, context)) await file.removeCopy().catch(() => undefined);
    throw error;
  }
}

/** Returns whether no automatic attempt follows that would use the copy of the file. */
function isLastAttempt(error: unknown, { attempt, signal, task }: WorkerContext): boolean {
  const { reason } = signal;
  if (isQueueError(reason, "LEASE_LOST", "RUNNER_STOPPED")) return false;
  return isQueueError(error, "UNRECOVERABLE") || isQueueError(reason, "TASK_CANCELLED") || attempt >= task.maxAttempts;
}

async function importFile(db: PrismaClientLike, file: CsvFile, context: WorkerContext): Promise<ContactImportResult> {
  context.progress(2, "Checking the file");
  const { columns, rows } = await checkFile(file);
  context.progress(percentChecked, `${formatCount(rows)} rows to import`);

  const store = await openImportStore(db, context.task.id);
  if (store.storedRows > 0) context.log("info", `Resuming after row ${formatCount(store.storedRows)}`);
  let seenRows = 0;
  for await (const group of groupRows(readDataRows(file, columns), batchRows)) {
    seenRows += group.length;
    const isStored = group.every((row) => row.number <= store.storedRows);
    if (isStored) continue;
    const { contacts, errors } = sortGroup(group, context);
    await store.storeBatch(contacts, errors);
    context.signal.throwIfAborted();
    const percent = percentChecked + (seenRows / rows) * (99 - percentChecked);
    context.progress(Math.floor(percent), `${formatCount(seenRows)} of ${formatCount(rows)} rows`);
  }

  const imported = await store.countImported();
  const firstErrors = await store.readFirstErrors();
  await file.removeCopy();
  context.progress(100, `${formatCount(imported)} of ${formatCount(rows)} rows imported`);
  return { rows, imported, rejected: rows - imported, firstErrors };
}

/** Reads the whole file once, so that a file that is damaged at its end is not imported in part. */
async function checkFile(file: CsvFile): Promise<{ columns: ContactColumns; rows: number }> {
  let columns: ContactColumns | null = null;
  let rows = 0;
  for await (const row of readCsvRows(await file.open(), file.delimiter)) {
    if (columns === null) columns = mapHeader(row.fields);
    else rows += 1;
  }
  if (columns === null) throw new UnrecoverableError('The file is empty. It needs a header with the column "email".');
  return { columns, rows };
}

/** A row below the header: its contact, or the reason for its rejection. */
interface DataRow {
  number: number;
  contact: ContactFields | string;
}

/** Keeps only the imported fields of each row: a thousand rows of the maximum length would use a hundred megabytes. */
async function* readDataRows(file: CsvFile, columns: ContactColumns): AsyncGenerator<DataRow, void, undefined> {
  for await (const { number, fields } of readCsvRows(await file.open(), file.delimiter)) {
    if (number > 0) yield { number, contact: readContact(fields, columns) };
  }
}

function sortGroup(
  group: readonly DataRow[],
  { task }: WorkerContext,
): { contacts: ContactRow[]; errors: ContactErrorRow[] } {
  const contacts: ContactRow[] = [];
  const errors: ContactErrorRow[] = [];
  for (const { number, contact } of group) {
    const row = { importId: task.id, rowNumber: number };
    if (typeof contact === "string") errors.push({ ...row, message: contact });
    else contacts.push({ ...row, ...contact, ownerId: task.ownerId ?? null });
  }
  return { contacts, errors };
}

function formatCount(count: number): string {
  return count.toLocaleString("en");
}
