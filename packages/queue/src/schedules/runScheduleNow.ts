import type { Database, Statement } from "../database/database.ts";
import type { StatementSlots } from "../database/StatementSlots.ts";
import { toMs } from "../database/times.ts";
import type { Actor } from "../settings/actor.ts";
import { writeAudit } from "../settings/audit.ts";
import { lockSchedule } from "./changeSchedule.ts";
import type { FiredTask } from "./fireSchedules.ts";
import type { ScheduleRow } from "./readSchedules.ts";
import { insertScheduled, isBusy } from "./scheduledTask.ts";

const run = (slots: StatementSlots): Statement => ({
  name: "runScheduleNow",
  // The version changes, so that a firing at the same time knows of the task. If the reply to this statement was lost, its repetition
  // finds the task.
  text: `WITH ${lockSchedule}, done AS MATERIALIZED (SELECT t.id FROM "QueueTask" t WHERE t.id = $3::text), x AS MATERIALIZED (
    SELECT l.*, NULL::timestamptz AS slot, NULL::interval AS splay, $3::text AS "taskId" FROM locked l
    WHERE NOT EXISTS (SELECT 1 FROM done) AND ($4::boolean OR NOT ${isBusy("l.name")})
  ), ${insertScheduled("x", slots)}, moved AS (
    UPDATE "QueueSchedule" s SET version = s.version + 1 FROM locked l WHERE s.name = l.name
  ), audit AS (${writeAudit(
    {
      actor: "$5::text",
      action: "'schedule.run'",
      name: "$1::text",
      reason: "$6::text",
      before: "NULL",
      after: `jsonb_build_object('taskId', i.id)`,
    },
    "inserted i",
  )})
  SELECT coalesce(i.id, d.id) AS id, l.type, l."ownerId", coalesce(${toMs(`i."scheduledFor"`)} - ${toMs("statement_timestamp()")}, 0) AS "delayMs"
  FROM locked l LEFT JOIN inserted i ON true LEFT JOIN done d ON true`,
});

const statement = run({});

/**
 * Adds a task of a schedule now, unless its overlap policy skips it.
 * @returns the task, or null if it was skipped; undefined if the schedule has changed since it was read
 */
export async function runScheduleNow(
  database: Database,
  { name, version, policies }: Pick<ScheduleRow, "name" | "version" | "policies">,
  taskId: string,
  { actor, reason }: Actor,
): Promise<FiredTask | null | undefined> {
  const parameters = [name, version, taskId, policies.overlap === "allow", actor, reason];
  const [row] = await database.query<Omit<FiredTask, "id"> & { id: string | null }>(statement, parameters);
  return row && (row.id === null ? null : { ...row, id: row.id });
}
