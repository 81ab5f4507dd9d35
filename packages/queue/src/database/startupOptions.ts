/** A connection string, and the startup options that it or the environment asks for, taken out of it. */
export interface StartupOptions {
  connectionString: string;
  options: readonly string[];
}

/**
 * Takes the startup options out of a URL, so that others can be added: `pg` would let them replace all that are given beside
 * the URL. Prisma's parameter `schema`, which `pg` does not know, becomes one of them.
 */
export function readStartupOptions(connectionString: string): StartupOptions {
  const url = URL.canParse(connectionString) ? new URL(connectionString) : undefined;
  const own = url?.searchParams.get("options") ?? process.env.PGOPTIONS;
  const schema = url?.searchParams.get("schema");
  const options = own ? [own] : [];
  if (schema) options.push(`-c search_path=${`"${schema.replaceAll('"', '""')}"`.replace(/[\\ ]/g, "\\$&")}`);
  if (!url?.searchParams.has("options")) return { connectionString, options };
  url.searchParams.delete("options");
  return { connectionString: url.href, options };
}
