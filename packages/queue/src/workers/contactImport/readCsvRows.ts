import { pipeline, type Readable } from "node:stream";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { importOptional } from "../importOptional.ts";
import { checkText } from "./checkText.ts";
import type { Delimiter } from "./detectDelimiter.ts";

const maxRowLength = 100_000;
const maxColumns = 1_000;

/** A row of a CSV file that is not empty. */
export interface CsvRow {
  /** 0 is the header. Empty lines count, as a spreadsheet counts them; a line break in quotes does not. */
  number: number;
  fields: readonly string[];
}

/**
 * Reads a CSV file row by row, a piece of the file at a time.
 * @throws UnrecoverableError when the file is no CSV file; whatever the stream is destroyed with
 */
export async function* readCsvRows(file: Readable, delimiter: Delimiter): AsyncGenerator<CsvRow, void, undefined> {
  const { parse } = await importOptional("csv-parse", "CONTACT_IMPORT", () => import("csv-parse"));
  const parser = parse({
    bom: true,
    delimiter,
    max_record_size: maxRowLength,
    relax_column_count: true,
    relax_quotes: true,
  });
  // What goes wrong anywhere is seen where the rows are read.
  pipeline(file, checkText(), parser, () => undefined);
  let isHeaderRead = false;
  let number = 0;
  try {
    for await (const fields of parser as AsyncIterable<string[]>) {
      if (fields.length > maxColumns) throw tooManyColumnsError(isHeaderRead ? number + 1 : 0, fields.length);
      const isEmpty = fields.every((field) => field.trim() === "");
      if (isHeaderRead) number += 1;
      if (isEmpty) continue;
      isHeaderRead = true;
      yield { number, fields };
    }
  } catch (error) {
    throw explainCsvError(error, number);
  }
}

function tooManyColumnsError(row: number, columns: number): UnrecoverableError {
  const place = row === 0 ? "The first line" : `Row ${row.toLocaleString("en")}`;
  return new UnrecoverableError(
    `${place} has ${columns.toLocaleString("en")} columns; a file may have at most ${maxColumns.toLocaleString("en")}.`,
  );
}

function explainCsvError(error: unknown, lastRow: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE") {
    return new UnrecoverableError(
      `The file cannot be read from row ${lastRow + 1} on: a quotation mark is opened there and not closed, or the row is longer than ${maxRowLength.toLocaleString("en")} characters.`,
      { cause: error },
    );
  }
  return error;
}
