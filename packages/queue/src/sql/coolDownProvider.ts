import type { Database, Statement } from "../database/database.ts";

const statement: Statement = {
  name: "coolDownProvider",
  // The later end wins, whoever reports last.
  text: `INSERT INTO "QueueProvider" (name, "coolDownUntil", "rateLimitCount", "lastRateLimitedAt")
  VALUES ($1::text, clock_timestamp() + $2::float8 * interval '1 second', 1, clock_timestamp())
  ON CONFLICT (name) DO UPDATE SET "coolDownUntil" = greatest("QueueProvider"."coolDownUntil", excluded."coolDownUntil"),
    "rateLimitCount" = least("QueueProvider"."rateLimitCount" + 1, 1000000000), "lastRateLimitedAt" = excluded."lastRateLimitedAt"
  RETURNING name`,
};

/** Lets nobody call a provider for some seconds. */
export async function coolDownProvider(database: Database, name: string, seconds: number): Promise<void> {
  await database.query(statement, [name, seconds]);
}
