import { readSeparatorLine } from "./separatorLine.ts";

/** A character that separates the columns of a CSV file. */
export type Delimiter = "," | ";" | "\t";

const delimiters: readonly Delimiter[] = [",", ";", "\t"];

/**
 * Returns the delimiter that the file names in a first line such as `sep=;`, otherwise the one that occurs most often in the header
 * outside quotes; a comma if none does.
 */
export function detectDelimiter(head: string): string {
  const named = readSeparatorLine(head);
  if (named !== undefined) return named;
  const header = readFirstLine(head.replace(/^\ufeff?[\r\n\t ]*/, ""));
  const counts = delimiters.map((delimiter) => header.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** Returns the first line without its quoted parts, in which line breaks and delimiters are text. */
function readFirstLine(text: string): string {
  return /^(?:"[^"]*(?:"|$)|[^"\r\n])*/.exec(text)?.[0].replaceAll(/"[^"]*"?/g, "") ?? "";
}
