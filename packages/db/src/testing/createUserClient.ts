import { PrismaPg } from "@prisma/adapter-pg";
import { ErrorTolerantClient } from "../ErrorTolerantClient.ts";
import { PrismaClient } from "../generated/client.ts";

/**
 * Creates a client as a user of the library would: its sessions have the settings of the database, with which Prisma's adapter
 * misreads times. The library must work with it. Tests read and write times with `TestDatabase.db`.
 */
export function createUserClient(url: string): PrismaClient {
  const pool = { connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true, Client: ErrorTolerantClient };
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
