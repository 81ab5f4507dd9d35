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
 * schema than `public`). It connects at its first query; `$disconnect()` closes its connections. Its sessions are in UTC and
 * speak ISO, whatever the database's own settings are.
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
    Client: UtcClient,
  };
  return new PrismaClient({ adapter: new PrismaPg(pool, schema === undefined ? {} : { schema }) });
}

/**
 * Prisma's adapter listens for errors of a connection only while a transaction holds it. One that is lost in between, as
 * when PostgreSQL restarts, would end the process; here the next query on it fails, which is where it is reported.
 */
export class PatientClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on("error", () => {});
  }
}

/** The parameters that `pg` opens a session with, by a method that its types leave out. */
interface SessionStart {
  getStartupConf(): Record<string, string>;
}
const sessionStart = pg.Client.prototype as unknown as SessionStart;

/**
 * Prisma's adapter sends times without a zone, reads them as if their zone were UTC, and reads no other style than ISO. So its
 * sessions begin with both, as parameters of the protocol: poolers keep these two by default (where they refuse `options`), and
 * a `SET` would stay with a connection that others use next.
 */
class UtcClient extends PatientClient implements SessionStart {
  getStartupConf(): Record<string, string> {
    return { ...sessionStart.getStartupConf.call(this), TimeZone: "UTC", DateStyle: "ISO" };
  }
}
