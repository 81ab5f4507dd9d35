import { searchPathOption } from "../domain/quoteIdentifier.ts";

/** A connection string without its startup options, and the startup options of it or of the environment. */
export interface StartupOptions {
  connectionString: string;
  options: readonly string[];
}

/**
 * Moves the startup options out of a URL, so that others can be added: in the URL, they would replace those passed to `pg`.
 * Prisma's parameter `schema`, which `pg` does not support, becomes a startup option.
 */
export function readStartupOptions(connectionString: string): StartupOptions {
  const url = URL.canParse(connectionString) ? new URL(connectionString) : undefined;
  const own = url?.searchParams.get("options") ?? process.env.PGOPTIONS;
  const schema = url?.searchParams.get("schema");
  const options = own ? [own] : [];
  if (schema) options.push(searchPathOption(schema));
  if (!url?.searchParams.has("options")) return { connectionString, options };
  url.searchParams.delete("options");
  return { connectionString: url.href, options };
}
