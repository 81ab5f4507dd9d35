import type { Database, Statement } from "../database/database.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { fromMs } from "../database/times.ts";
import type { ResolvedSchedule, ScheduleTiming } from "../domain/schedules.ts";
import type { Actor } from "../settings/actor.ts";
import { writeAudit } from "../settings/audit.ts";
import type { PauseRow } from "../settings/pauses.ts";
import { findSlot } from "./slots.ts";

/** What the next slot of a changed schedule depends on. */
export interface FormerSchedule {
  version: number;
  policies: { timing: ScheduleTiming };
  nextAtMs: number | null;
  runs: number;
  pause: PauseRow | null;
}

/** SQL: what the audit log keeps of schedule `s`. The task is a hash, because its data may be large or personal. */
export const scheduleSummary = `(jsonb_build_object('type', s.type, 'ownerId', s."ownerId", 'release', s.release, 'task', md5(s.spec->>'task')) || (s.spec - 'task'))`;

// The version makes this safe without a lock: a schedule that has changed since it was read is not written.
const save = (
  condition: string,
) => `WITH old AS (SELECT ${scheduleSummary} AS summary FROM "QueueSchedule" s WHERE s.name = $1::text), s AS (
    INSERT INTO "QueueSchedule" AS s (name, type, spec, "ownerId", release, "nextAt", runs, version, "createdAt", "updatedAt")
    SELECT $1::text, $2::text, $3::jsonb, $4::text, $5::text, ${fromMs("$6::float8")}, 0, 1, clock_timestamp(), clock_timestamp()
    WHERE ${condition}
    ON CONFLICT (name) DO UPDATE SET type = excluded.type, spec = excluded.spec, "ownerId" = excluded."ownerId", release = excluded.release,
      "nextAt" = excluded."nextAt", version = s.version + 1, "updatedAt" = excluded."updatedAt" WHERE s.version = $7::int
    RETURNING s.name, s.type, s.spec, s."ownerId", s.release
  ), audit AS (${writeAudit(
    {
      actor: "$8::text",
      action: `CASE WHEN o.summary IS NULL THEN 'schedule.create' ELSE 'schedule.update' END`,
      name: "s.name",
      reason: "$9::text",
      before: "o.summary",
      after: scheduleSummary,
    },
    // A further release with the same spec changes nothing. Code that takes over the schedule of a call does.
    `s LEFT JOIN old o ON true WHERE o.summary - 'release' IS DISTINCT FROM ${scheduleSummary} - 'release'
      OR (o.summary->'release' = 'null') <> (s.release IS NULL)`,
  )})
  SELECT s.name FROM s`;

/** How a schedule is saved. */
export interface SaveOptions extends Actor {
  /** The schedule as it was read; undefined if there was none. */
  former: FormerSchedule | undefined;
  /** The database's time at that moment. */
  nowMs: number;
  /** The release that declares it; null for a call. */
  release: string | null;
}

const send =
  (statement: Statement) =>
  async (database: Database, schedule: ResolvedSchedule, options: SaveOptions): Promise<boolean> => {
    const { name, type, spec, ownerId, timing } = schedule;
    const { former, nowMs, release, actor, reason } = options;
    const nextMs = decideNext(timing, former, nowMs);
    const version = former?.version ?? null;
    const saved = await database.query(statement, [name, type, spec, ownerId, release, nextMs, version, actor, reason]);
    return saved.length > 0;
  };

/** Creates or changes a schedule. A changed timing starts from now. Returns false if the schedule has changed since it was read. */
export const saveSchedule = send({ name: "saveSchedule", text: save(limitLockWait()) });
/** Does the same in the caller's transaction, whose settings must not change. */
export const saveScheduleInTransaction = send({ name: "saveScheduleInTransaction", text: save("true") });

function decideNext(timing: ScheduleTiming, former: FormerSchedule | undefined, nowMs: number): number | null {
  if (former?.pause) return former.pause.untilMs;
  if (former && isSameTiming(former.policies.timing, timing)) return former.nextAtMs;
  return findNext(timing, former?.runs ?? 0, nowMs);
}

/** Returns the next slot of a schedule that is not paused; null if it has ended. */
export function findNext(timing: ScheduleTiming, runs: number, nowMs: number): number | null {
  return runs >= (timing.maxRuns ?? Infinity) ? null : findSlot(timing, nowMs);
}

function isSameTiming(a: ScheduleTiming, b: ScheduleTiming): boolean {
  return (Object.keys(b) as (keyof ScheduleTiming)[]).every((name) => a[name] === b[name]);
}
