import type { Database, Statement } from "../database/database.ts";
import type { Actor } from "../settings/actor.ts";
import { writeAudit } from "../settings/audit.ts";
import { schedulePause } from "../settings/pauses.ts";
import { lockSchedule } from "./changeSchedule.ts";
import type { ScheduleRow } from "./readSchedules.ts";
import { scheduleSummary } from "./saveSchedule.ts";

const statement: Statement = {
  name: "deleteSchedule",
  text: `WITH ${lockSchedule}, s AS (
    DELETE FROM "QueueSchedule" s USING locked l WHERE s.name = l.name RETURNING s.name, s.type, s.spec, s."ownerId", s.release
  ), gate AS (DELETE FROM "QueueGate" g USING locked l WHERE g.type = ${schedulePause("l.name")}),
  audit AS (${writeAudit(
    {
      actor: "$3::text",
      action: "'schedule.delete'",
      name: "$1::text",
      reason: "$4::text",
      before: scheduleSummary,
      after: "NULL",
    },
    "s",
  )})
  SELECT s.name FROM s`,
};

/** Deletes a schedule. Its tasks and slots stay. @returns true; undefined if it has changed since it was read */
export async function deleteSchedule(
  database: Database,
  { name, version }: Pick<ScheduleRow, "name" | "version">,
  { actor, reason }: Actor,
): Promise<true | undefined> {
  const deleted = await database.query(statement, [name, version, actor, reason]);
  return deleted.length > 0 ? true : undefined;
}
