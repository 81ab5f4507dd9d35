import { pipeline, type Readable } from "node:stream";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { importOptional } from "../importOptional.ts";
import { checkText } from "./checkText.ts";
import { isSeparatorLine } from "./separatorLine.ts";

const maxRowLength = 100_000;
const maxColumns = 1_000;

/** A row of a CSV file that is not empty. */
export interface CsvRow {
  /** 0 is the header, before which a line such as `sep=;` may stand. Empty lines count, as in a spreadsheet; a line break in quotes does not. */
  number: number;
  fields: readonly string[];
}

/**
 * Reads a CSV file row by row, without loading the whole file.
 * @throws UnrecoverableError when the file is not a CSV file; the error with which the stream is destroyed
 */
export async function* readCsvRows(file: Readable, delimiter: string): AsyncGenerator<CsvRow, void, undefined> {
  const { parse } = await importOptional<typeof import("csv-parse")>("csv-parse", "CONTACT_IMPORT");
  const parser = parse({
    bom: true,
    delimiter,
    max_record_size: maxRowLength,
    relax_column_count: true,
    relax_quotes: true,
  });
  // The loop that reads the rows receives the errors of the whole pipeline.
  pipeline(file, checkText(), parser, () => undefined);
  let isHeaderRead = false;
  let number = 0;
  try {
    for await (const fields of parser as AsyncIterable<string[]>) {
      if (fields.length > maxColumns) throw tooManyColumnsError(isHeaderRead ? number + 1 : 0, fields.length);
      const isEmpty = fields.every((field) => field.trim() === "");
      if (isHeaderRead) number += 1;
      if (isEmpty || (!isHeaderRead && isSeparatorLine(fields, delimiter))) continue;
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
    `${place} has ${columns.toLocaleString("en")} columns. The maximum is ${maxColumns.toLocaleString("en")}.`,
  );
}

function explainCsvError(error: unknown, lastRow: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE") {
    return new UnrecoverableError(
      `The file cannot be read from row ${lastRow + 1} on: a quotation mark is not closed, or the row is longer than ${maxRowLength.toLocaleString("en")} characters. Correct the row and upload the file again.`,
      { cause: error },
    );
  }
  return error;
}
