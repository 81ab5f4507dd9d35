import { isPauseOn } from "../claiming/claimRules.ts";
import type { QueueCore } from "../core.ts";
import type { Statement } from "../database/database.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toMs } from "../database/times.ts";
import type { ResolvedSchedule, ScheduleTiming } from "../domain/schedules.ts";
import { isLiveRunner } from "../settings/liveRunner.ts";
import { pauseJson, schedulePause } from "../settings/pauses.ts";
import { readNowMs, readSchedule } from "./readSchedules.ts";
import { type FormerSchedule, saveSchedule } from "./saveSchedule.ts";

const declaration: Statement = {
  name: "declareRelease",
  // A release that restarts keeps the time of its first appearance, so that an old process changes nothing.
  text: `INSERT INTO "QueueRelease" AS r (release, "appearedAt", declarations) VALUES ($1::text, clock_timestamp(), $2::jsonb)
  ON CONFLICT (release) DO UPDATE SET declarations = excluded.declarations, "appearedAt" = excluded."appearedAt"
    WHERE r.declarations <> excluded.declarations RETURNING r.release`,
};

/** Records which schedules the code of this process declares. A process that declares none writes nothing. */
export async function declareSchedules(core: Pick<QueueCore, "database" | "release" | "readDeclared">): Promise<void> {
  const declared = await core.readDeclared();
  if (declared.length === 0) return;
  const entries = declared.map(
    ({ name, type, ownerId, spec }) =>
      `${JSON.stringify(name)}:{"type":${JSON.stringify(type)},"ownerId":${JSON.stringify(ownerId)},"spec":${spec}}`,
  );
  const declarations = `{"schedules":{${entries.join(",")}}}`;
  await retryTransient(() => core.database.query(declaration, [core.release, declarations]));
}

/** Does what a live release with the schedules of this service would do. For the testing kit, which has no runner. */
export async function declareWithoutRunner(
  core: Pick<QueueCore, "database" | "release" | "readDeclared">,
): Promise<void> {
  for (const schedule of await core.readDeclared()) {
    const former = await readSchedule(core.database, schedule.name);
    const nowMs = former?.nowMs ?? (await readNowMs(core.database));
    const actor = { actor: `release:${core.release}`, reason: null };
    await saveSchedule(core.database, schedule, {
      former,
      nowMs,
      release: core.release,
      ...actor,
      isInTransaction: false,
    });
  }
}

interface DeclaredRow extends Omit<FormerSchedule, "version" | "policies"> {
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
    WHERE EXISTS (SELECT 1 FROM "QueueRunner" q WHERE q.release = r.release AND ${isLiveRunner})
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

/** Makes the schedules what the release in force declares. Any process may do this, also one of another release. */
export async function applyDeclarations(core: Pick<QueueCore, "database" | "notifier">): Promise<void> {
  const rows = await retryTransient(() => core.database.query<DeclaredRow>(changes, []));
  let hasNewTiming = false;
  for (const { declaringRelease, version, policies, nowMs, nextAtMs, runs, pause, ...schedule } of rows) {
    const resolved: ResolvedSchedule = schedule;
    const former = version === null || policies === null ? undefined : { version, policies, nextAtMs, runs, pause };
    const how = {
      former,
      nowMs,
      release: declaringRelease,
      actor: `release:${declaringRelease}`,
      reason: null,
      isInTransaction: false,
    };
    // False means that another process was faster; the next comparison shows whether it did the same.
    await retryTransient(() => saveSchedule(core.database, resolved, how));
    hasNewTiming = true;
  }
  if (hasNewTiming) await core.notifier.send("schedules");
}
