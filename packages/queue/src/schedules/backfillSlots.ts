import type { Database, Statement } from "../database/database.ts";
import { fromMs } from "../database/times.ts";
import type { OverlapPolicy, SlotOutcome } from "../domain/schedules.ts";
import type { Actor } from "../settings/actor.ts";
import { writeAudit } from "../settings/audit.ts";
import { lockSchedule } from "./changeSchedule.ts";
import type { FiredTask } from "./fireSchedules.ts";
import type { ScheduleRow } from "./readSchedules.ts";
import { insertScheduled, isBusy } from "./scheduledTask.ts";

/** Maximum number of slots of one statement. */
export const backfillBatch = 500;

/** What a backfill did at one slot. `existing`: the slot had added a task before. */
export type BackfillOutcome = Exclude<SlotOutcome, "missed"> | "existing";

type BackfillRow = Omit<FiredTask, "id"> & { id: string | null; outcome: BackfillOutcome };

const statement: Statement = {
  name: "backfillSchedule",
  text: `WITH ${lockSchedule}, given AS (
    SELECT l.*, ${fromMs(`d."atMs"`)} AS slot, NULL::interval AS splay, d."taskId",
      EXISTS (SELECT 1 FROM "QueueScheduleSlot" e WHERE e.name = l.name AND e.slot = ${fromMs(`d."atMs"`)} AND e.outcome = 'fired') AS "hasFired"
    FROM locked l CROSS JOIN LATERAL jsonb_to_recordset($3::jsonb) AS d("atMs" float8, "taskId" text)
  ), decided AS MATERIALIZED (
    SELECT g.*, CASE WHEN g."hasFired" THEN 'existing' WHEN $4::boolean OR (g.nth = 1 AND NOT ${isBusy("g.name")}) THEN 'fired' ELSE 'skipped' END AS outcome
    FROM (SELECT n.*, row_number() OVER (PARTITION BY n."hasFired" ORDER BY n.slot) AS nth FROM given n) g
  ), ${insertScheduled("(SELECT d.* FROM decided d WHERE d.outcome = 'fired') x", {})}, recorded AS (
    INSERT INTO "QueueScheduleSlot" AS e (name, slot, outcome, "taskId", "at")
    SELECT d.name, d.slot, d.outcome, CASE WHEN d.outcome = 'fired' THEN d."taskId" END, statement_timestamp()
    FROM decided d WHERE d.outcome <> 'existing'
    ON CONFLICT (name, slot) DO UPDATE SET outcome = excluded.outcome, "taskId" = excluded."taskId", at = excluded.at
      WHERE excluded.outcome = 'fired'
  ), moved AS (
    UPDATE "QueueSchedule" s SET version = s.version + 1 FROM locked l WHERE s.name = l.name
  ), audit AS (${writeAudit(
    {
      actor: "$5::text",
      action: "'schedule.backfill'",
      name: "$1::text",
      reason: "$6::text",
      before: "NULL",
      after: `jsonb_build_object('fromMs', $7::float8, 'toMs', $8::float8, 'overlap', CASE WHEN $4::boolean THEN 'allow' ELSE 'skip' END,
        'fired', (SELECT count(*) FROM inserted))`,
    },
    "locked l",
  )})
  SELECT CASE WHEN d.outcome = 'fired' THEN d."taskId" END AS id, d.outcome, d.type, d."ownerId", 0::float8 AS "delayMs" FROM decided d ORDER BY d.slot`,
};

/**
 * Adds the tasks of slots that have added none.
 * @returns what happened at each slot; undefined if the schedule has changed since it was read
 */
export async function backfillSlots(
  database: Database,
  { name, version }: Pick<ScheduleRow, "name" | "version">,
  slots: readonly { atMs: number; taskId: string }[],
  overlap: OverlapPolicy,
  { actor, reason }: Actor,
): Promise<BackfillRow[] | undefined> {
  const [fromAtMs, toAtMs] = [slots[0]?.atMs, slots.at(-1)?.atMs];
  const parameters = [name, version, JSON.stringify(slots), overlap === "allow", actor, reason, fromAtMs, toAtMs];
  const rows = await database.query<BackfillRow>(statement, parameters);
  return rows.length > 0 ? rows : undefined;
}
