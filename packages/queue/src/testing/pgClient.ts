import { connectionConfig, ErrorTolerantClient } from "@package/postgres";
import pg from "pg";
import type { PrismaClientLike } from "../domain/types.ts";

/** A client for a test without Prisma. */
export interface PgClient extends PrismaClientLike {
  $disconnect(): Promise<void>;
}

/** Creates a client over `pg` that a {@link QueueService} accepts. It connects with its first query. */
export function createPgClient(url: string): PgClient {
  const pool = new pg.Pool({ ...connectionConfig(url), max: 10, Client: ErrorTolerantClient });
  pool.on("error", () => {}); // the next query reports a lasting problem
  return {
    $queryRawUnsafe: async <T>(query: string, ...values: unknown[]) => (await pool.query(query, values)).rows as T,
    $disconnect: () => pool.end(),
  };
}
