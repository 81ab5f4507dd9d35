import type { PrismaClientLike } from "../domain/types.ts";
import { type Database, prismaDatabase } from "./database.ts";
import { pgDatabase } from "./pgDatabase.ts";

/** How a service reaches its database. */
export interface Databases {
  main: Database;
  /** For heartbeats: a write that waits for a row lock must not delay them, or leases would expire. */
  leases: Database;
  /** Closes the connections that were opened. The Prisma client stays connected. */
  close(): Promise<unknown>;
}

/** Returns the Prisma client's connections, or opens own ones with the first statement if there is a URL. */
export function openDatabases(db: PrismaClientLike, connectionString: string | undefined): Databases {
  if (connectionString === undefined) {
    const main = prismaDatabase(db);
    return { main, leases: main, close: async () => {} };
  }
  const main = pgDatabase(connectionString);
  const leases = pgDatabase(connectionString, { connections: 1 });
  return { main, leases, close: () => Promise.allSettled([main.close(), leases.close()]) };
}
