import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { maxRetryAfterSeconds } from "../domain/retryAfter.ts";
import type { CoolDown } from "./decideCoolDown.ts";

const statement: Statement = {
  name: "coolDownProvider",
  // A date is the provider's: the clock of the process that heard of it may be an hour off. One that is over tells nothing.
  // The later end wins, whoever reports last; the answer is about this report alone.
  text: `WITH told AS MATERIALIZED (
    SELECT now."at", least(greatest(CASE WHEN $3::timestamptz > now."at" THEN date_part('epoch', $3::timestamptz - now."at") ELSE $2::float8 END, 1),
      ${maxRetryAfterSeconds}) AS seconds
    FROM (SELECT clock_timestamp() AS "at") now
  )
  INSERT INTO "QueueProvider" (name, "coolDownUntil", "rateLimitCount", "lastRateLimitedAt")
  SELECT $1::text, told."at" + told.seconds * interval '1 second', 1, told."at" FROM told WHERE ${limitLockWait()}
  ON CONFLICT (name) DO UPDATE SET "coolDownUntil" = greatest("QueueProvider"."coolDownUntil", excluded."coolDownUntil"),
    "rateLimitCount" = least("QueueProvider"."rateLimitCount" + 1, 1000000000), "lastRateLimitedAt" = excluded."lastRateLimitedAt"
  RETURNING (SELECT seconds FROM told) AS seconds`,
};

/** Lets nobody call a provider for a while; answers for how many milliseconds. */
export async function coolDownProvider(database: Database, { provider, seconds, until }: CoolDown): Promise<number> {
  const parameters = [provider, seconds, until?.toISOString() ?? null];
  const [told] = await database.query<{ seconds: number }>(statement, parameters);
  return (told?.seconds ?? seconds) * 1_000;
}
