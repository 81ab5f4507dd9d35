import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";

export interface PrismaClientOptions {
  /** Connections that the client may hold open at once. Default 10. */
  poolSize?: number;
}

/**
 * Makes a client for the database at `url` (`postgresql://user:password@host:port/name`). It connects at its first
 * query; `$disconnect()` closes its connections.
 */
export function createPrismaClient(url: string, options: PrismaClientOptions = {}): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: options.poolSize ?? 10 }) });
}
