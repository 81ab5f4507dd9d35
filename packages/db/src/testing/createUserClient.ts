import { ErrorTolerantClient } from "@package/postgres";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/client.ts";

/** What a user passes to Prisma's adapter. */
export interface UserClientOptions {
  /** Startup options of its connections, such as `-c search_path=jobs`. */
  options?: string;
  /** The adapter's own option: the PostgreSQL schema of statements that Prisma writes. */
  schema?: string;
}

/**
 * Creates a client as a user of the library would: its sessions have the settings of the database, with which Prisma's adapter
 * misreads times. The library must work with it. Tests read and write times with `TestDatabase.db`.
 */
export function createUserClient(url: string, { options, schema }: UserClientOptions = {}): PrismaClient {
  const pool = { connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true, Client: ErrorTolerantClient };
  const adapter = new PrismaPg({ ...pool, ...(options && { options }) }, schema === undefined ? {} : { schema });
  return new PrismaClient({ adapter });
}
