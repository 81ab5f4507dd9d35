import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { toMs } from "../database/times.ts";
import { maxRetryAfterSeconds } from "../domain/retryAfter.ts";
import type { CoolDown } from "./decideCoolDown.ts";

const statement: Statement = {
  name: "coolDownProvider",
  // A Retry-After date counts by the database's clock, because this process's clock may be wrong. A date in the past is ignored.
  // Of two cooldowns, the later end is kept; the returned seconds are those of this report alone.
  text: `WITH report AS MATERIALIZED (
    SELECT now."at", least(greatest(CASE WHEN $3::timestamptz > now."at" THEN date_part('epoch', $3::timestamptz - now."at") ELSE $2::float8 END, 1),
      ${maxRetryAfterSeconds}) AS seconds
    FROM (SELECT clock_timestamp() AS "at") now
  )
  INSERT INTO "QueueProvider" (name, "coolDownUntil", "rateLimitCount", "lastRateLimitedAt")
  SELECT $1::text, report."at" + report.seconds * interval '1 second', 1, report."at" FROM report WHERE ${limitLockWait()}
  ON CONFLICT (name) DO UPDATE SET "coolDownUntil" = greatest("QueueProvider"."coolDownUntil", excluded."coolDownUntil"),
    "rateLimitCount" = least("QueueProvider"."rateLimitCount" + 1, 1000000000), "lastRateLimitedAt" = excluded."lastRateLimitedAt"
  RETURNING (SELECT seconds FROM report) AS seconds, ${toMs(`"lastRateLimitedAt"`)} AS "beganAtMs"`,
};

/** A cooldown that has started, by the database's clock. */
export interface StartedCoolDown {
  waitMs: number;
  /** In milliseconds of the epoch. */
  beganAtMs: number;
}

/** Starts a cooldown of a provider in all processes. */
export async function coolDownProvider(
  database: Database,
  { provider, seconds, until }: CoolDown,
): Promise<StartedCoolDown> {
  const parameters = [provider, seconds, until?.toISOString() ?? null];
  const [report] = await database.query<{ seconds: number; beganAtMs: number }>(statement, parameters);
  return { waitMs: (report?.seconds ?? seconds) * 1_000, beganAtMs: report?.beganAtMs ?? Date.now() };
}
