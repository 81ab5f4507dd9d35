import { isPauseOn } from "../claiming/claimRules.ts";
import type { QueueCore } from "../core.ts";
import type { Database, Statement } from "../database/database.ts";
import { toMs } from "../database/times.ts";
import type { ScheduleTiming } from "../domain/schedules.ts";
import { isLiveRelease } from "../settings/liveRunner.ts";
import { pauseJson, schedulePause } from "../settings/pauses.ts";
import type { FormerSchedule } from "./saveSchedule.ts";

const declaration: Statement = {
  name: "declareRelease",
  // A release that restarts keeps the time of its first appearance, so that an old process changes nothing.
  text: `INSERT INTO "QueueRelease" AS r (release, declared, "appearedAt", declarations) VALUES ($1::text, $2::text, clock_timestamp(), $3::jsonb)
  ON CONFLICT (release, declared) DO UPDATE SET declarations = excluded.declarations, "appearedAt" = excluded."appearedAt"
    WHERE r.declarations <> excluded.declarations RETURNING r.release`,
};

/** Records what the code of a release declares. @param declared - a hash of it @param declarations - JSON */
export async function declareRelease(
  database: Database,
  { release, declared }: Pick<QueueCore, "release" | "declared">,
  declarations: string,
): Promise<void> {
  await database.query(declaration, [release, declared, declarations]);
}

/** A declared schedule that is different in the database, or missing. */
export interface DeclaredRow extends Omit<FormerSchedule, "version" | "policies"> {
  name: string;
  type: string;
  ownerId: string | null;
  /** JSON as text, so that large numbers stay exact. */
  spec: string;
  timing: ScheduleTiming;
  declaringRelease: string;
  /** Null if the schedule does not exist. */
  version: number | null;
  policies: FormerSchedule["policies"] | null;
  nowMs: number;
}

const changes: Statement = {
  name: "readDeclarations",
  // Of each name, the declaration of the live release that appeared last is in force.
  text: `WITH declared AS (
    SELECT DISTINCT ON (d.key) d.key AS name, d.value, r.release FROM "QueueRelease" r
    CROSS JOIN LATERAL jsonb_each(r.declarations->'schedules') d
    WHERE ${isLiveRelease}
    ORDER BY d.key, r."appearedAt" DESC, r.release DESC
  )
  SELECT d.name, d.value->>'type' AS type, d.value->>'ownerId' AS "ownerId", (d.value->'spec')::text AS spec,
    d.value->'spec'->'timing' AS timing, d.release AS "declaringRelease", s.version, s.spec - 'task' AS policies,
    ${toMs(`s."nextAt"`)} AS "nextAtMs", coalesce(s.runs, 0) AS runs,
    (SELECT ${pauseJson} FROM "QueueGate" g WHERE g.type = ${schedulePause("d.name")} AND ${isPauseOn}) AS pause,
    ${toMs("statement_timestamp()")} AS "nowMs"
  FROM declared d LEFT JOIN "QueueSchedule" s ON s.name = d.name
  WHERE s.name IS NULL OR s.release IS DISTINCT FROM d.release OR s.type <> d.value->>'type' OR s.spec <> d.value->'spec'
    OR s."ownerId" IS DISTINCT FROM d.value->>'ownerId'`,
};

/** Returns the schedules that are not what the release in force declares. */
export function readChangedDeclarations(database: Database): Promise<DeclaredRow[]> {
  return database.query<DeclaredRow>(changes, []);
}
