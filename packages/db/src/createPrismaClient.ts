import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { connectionConfig, readSchemaName } from "./connectionConfig.ts";
import { PrismaClient } from "./generated/client.ts";

export interface PrismaClientOptions {
  /** Connections that the client may hold open at once. Default 10. */
  poolSize?: number;
  /**
   * Milliseconds that a query waits for a connection, be it a free one of the pool or a new one, before it fails.
   * Default 10,000; 0 waits without limit.
   */
  connectionTimeoutMs?: number;
}

/**
 * Makes a client for the database at `url` (`postgresql://user:password@host:port/name`, with `?schema=` for another
 * schema than `public`). It connects at its first query; `$disconnect()` closes its connections.
 *
 * Throws when `url` is not a URL of PostgreSQL.
 */
export function createPrismaClient(url: string, options: PrismaClientOptions = {}): PrismaClient {
  const schema = readSchemaName(url);
  const pool = {
    ...connectionConfig(url),
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 10_000,
    keepAlive: true,
    Client: PatientClient,
  };
  return new PrismaClient({ adapter: new PrismaPg(pool, schema === undefined ? {} : { schema }) });
}

/**
 * Prisma's adapter listens for errors of a connection only while a transaction holds it. One that is lost in between, as
 * when PostgreSQL restarts, would end the process; here the next query on it fails, which is where it is reported.
 */
class PatientClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on("error", () => {});
  }
}
