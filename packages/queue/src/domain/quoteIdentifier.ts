/** Returns a name quoted for SQL: PostgreSQL folds other names to lower case, and takes a space as their end. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Returns the startup option that makes a connection look for tables in a schema. */
export const searchPathOption = (schema: string): string =>
  `-c search_path=${quoteIdentifier(schema).replace(/[\\ ]/g, "\\$&")}`;
