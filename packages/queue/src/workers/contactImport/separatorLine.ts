/**
 * Returns the delimiter that a file names in its first line, as Excel writes and reads it (`sep=;`); undefined if there is no such
 * line. A byte order mark, quotes and empty lines before it are allowed.
 */
export function readSeparatorLine(head: string): string | undefined {
  const [, delimiter] = /^\ufeff?[\r\n]*"?sep=([^"\r\n\p{L}\p{N}])"?[ \t]*(?:[\r\n]|$)/iu.exec(head) ?? [];
  return delimiter;
}

/** Whether a row, split at `delimiter`, is such a line. It is not a row of the table. */
export function isSeparatorLine(fields: readonly string[], delimiter: string): boolean {
  return /^sep=[^"\p{L}\p{N}] *$/iu.test(fields.join(delimiter));
}
