import type { Statement } from "../database/database.ts";
import type { Chore } from "./Chore.ts";
import { repeatBatches } from "./repeatBatches.ts";

/** Maximum number of providers that one statement removes. */
const batch = 1_000;

const statement: Statement = {
  name: "removeUnusedProviders",
  text: `DELETE FROM "QueueProvider" p WHERE p.name = ANY(ARRAY(
    SELECT o.name FROM "QueueProvider" o
    WHERE o."coolDownUntil" < clock_timestamp() AND o."lastRateLimitedAt" < clock_timestamp() - interval '720 hours'
    LIMIT ${batch} FOR UPDATE SKIP LOCKED))
  RETURNING p.name`,
};

/** Removes providers that have no cooldown and had no rate limit for 30 days. */
export const removeUnusedProviders: Chore = {
  doing: "remove unused providers",
  everyMs: 3_600_000,
  run: ({ database }, isStopping) => repeatBatches(database, statement, batch, isStopping),
};
