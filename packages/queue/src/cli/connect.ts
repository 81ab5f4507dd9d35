import pg from "pg";
import { readStartupOptions } from "../database/startupOptions.ts";
import { summariseError } from "../domain/errors/summariseError.ts";
import { CliError } from "./CliError.ts";
import { loadPrismaConfig } from "./prisma/loadPrismaConfig.ts";

/** Returns the URL of the database: of `--url`, the environment, or prisma.config.ts. */
export async function findUrl(root: string, given: string | undefined): Promise<string | undefined> {
  return given ?? (await loadPrismaConfig(root, true))?.url;
}

/**
 * Opens a connection as the queue's own connections are opened.
 * @throws CliError when the database is unreachable; the message does not contain the URL
 */
export async function connect(url: string): Promise<pg.Client> {
  const { connectionString, options } = readStartupOptions(url);
  const client = new pg.Client({
    connectionString,
    options: options.length > 0 ? options.join(" ") : undefined,
    connectionTimeoutMillis: 10_000,
    application_name: "queue-cli",
  });
  client.on("error", () => {}); // the next query reports it
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new CliError(`The database cannot be reached: ${summariseError(error)}. Check --url or DATABASE_URL.`);
  }
}
