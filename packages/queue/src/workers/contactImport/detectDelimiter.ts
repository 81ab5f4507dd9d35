/** What can separate the columns of a CSV file. */
export type Delimiter = "," | ";" | "\t";

const delimiters: readonly Delimiter[] = [",", ";", "\t"];

/** The delimiter that the header has most of outside quotes; a comma when it has none. */
export function detectDelimiter(head: string): Delimiter {
  const header = readFirstLine(head.replace(/^\ufeff?[\r\n\t ]*/, ""));
  const counts = delimiters.map((delimiter) => header.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** The first line without what stands in quotes, where line breaks and delimiters are text. */
function readFirstLine(text: string): string {
  return /^(?:"[^"]*(?:"|$)|[^"\r\n])*/.exec(text)?.[0].replaceAll(/"[^"]*"?/g, "") ?? "";
}
