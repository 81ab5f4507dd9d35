import type { Database, Statement } from "../database/database.ts";
import { fromMs } from "../database/times.ts";
import type { Actor } from "../settings/actor.ts";
import { writeAudit } from "../settings/audit.ts";
import { pauseJson, schedulePause, writePause } from "../settings/pauses.ts";
import { lockSchedule } from "./changeSchedule.ts";
import type { ScheduleRow } from "./readSchedules.ts";
import { findNext } from "./saveSchedule.ts";

const moveTo = (nextMs: string) => `moved AS (
    UPDATE "QueueSchedule" s SET "nextAt" = ${fromMs(nextMs)}, version = s.version + 1, "updatedAt" = clock_timestamp()
    FROM locked l WHERE s.name = l.name
  )`;

const gateName = schedulePause("$1::text");
const former = `(SELECT ${pauseJson} FROM "QueueGate" g WHERE g.type = ${gateName})`;

const pauseStatement: Statement = {
  name: "pauseSchedule",
  // While it is paused, its due time is the end of the pause. So firing need not look at paused schedules.
  text: `WITH ${lockSchedule}, ${moveTo("$3::float8")},
  g AS (${writePause({ name: gateName, reason: "$4::text", actor: "$5::text", untilMs: "$3::float8" }, "locked l")}),
  audit AS (${writeAudit(
    {
      actor: "$5::text",
      action: "'schedule.pause'",
      name: "$1::text",
      reason: "$4::text",
      before: former,
      after: pauseJson,
    },
    "g",
  )})
  SELECT l.name FROM locked l`,
};

/** Pauses a schedule. @returns true; undefined if it has changed since it was read */
export async function pauseSchedule(
  database: Database,
  { name, version }: Pick<ScheduleRow, "name" | "version">,
  { actor, reason }: Actor,
  untilMs: number | null,
): Promise<true | undefined> {
  const paused = await database.query(pauseStatement, [name, version, untilMs, reason, actor]);
  return paused.length > 0 ? true : undefined;
}

const resumeStatement: Statement = {
  name: "resumeSchedule",
  text: `WITH ${lockSchedule}, ${moveTo("$3::float8")},
  g AS (DELETE FROM "QueueGate" g USING locked l WHERE g.type = ${gateName} RETURNING g.type, g.reason, g.actor, g.until, g."pausedAt"),
  audit AS (${writeAudit(
    {
      actor: "$5::text",
      action: "'schedule.resume'",
      name: "$1::text",
      reason: "$4::text",
      before: pauseJson,
      after: "NULL",
    },
    "g",
  )})
  SELECT l.name FROM locked l`,
};

/** Ends a pause. The next slot is the first one from now. @returns true; undefined if the schedule has changed since it was read */
export async function resumeSchedule(
  database: Database,
  { name, version, policies, runs, nowMs, pause }: ScheduleRow,
  { actor, reason }: Actor,
): Promise<true | undefined> {
  if (!pause) return true;
  const nextMs = findNext(policies.timing, runs, nowMs);
  const resumed = await database.query(resumeStatement, [name, version, nextMs, reason, actor]);
  return resumed.length > 0 ? true : undefined;
}
