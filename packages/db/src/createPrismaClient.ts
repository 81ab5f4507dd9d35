import { connectionConfig, readSchemaName, UtcClient } from "@package/postgres";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";

export interface PrismaClientOptions {
  /** Connections that the client may hold open at once. Default 10. */
  poolSize?: number;
  /**
   * Milliseconds that a query waits for a connection, free or new, before it fails. Default 10,000; 0 waits without limit.
   */
  connectionTimeoutMs?: number;
}

/**
 * Creates a client for the database at `url` (`postgresql://user:password@host:port/name`, with `?schema=` for another
 * schema than `public`). It connects at its first query; `$disconnect()` closes its connections. Its sessions are in UTC and
 * ISO style, independent of the database's settings.
 * @throws DatabaseSetupError when `url` is not a PostgreSQL URL
 */
export function createPrismaClient(url: string, options: PrismaClientOptions = {}): PrismaClient {
  const schema = readSchemaName(url);
  const pool = {
    ...connectionConfig(url),
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 10_000,
    keepAlive: true,
    Client: UtcClient,
  };
  return new PrismaClient({ adapter: new PrismaPg(pool, schema === undefined ? {} : { schema }) });
}
