import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/client.ts";
import { PatientClient } from "../PatientClient.ts";

/**
 * A client as an application makes it that uses the library: its sessions have the settings of the database, under which
 * Prisma's adapter misreads times. The library must be right with it; a test reads and writes times with `TestDatabase.db`.
 */
export function createUserClient(url: string): PrismaClient {
  const pool = { connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true, Client: PatientClient };
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
