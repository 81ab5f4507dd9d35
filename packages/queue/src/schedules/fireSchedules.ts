import type { Database, Statement } from "../database/database.ts";
import type { StatementSlots } from "../database/StatementSlots.ts";
import { fromMs, toMs } from "../database/times.ts";
import type { SlotOutcome } from "../domain/schedules.ts";
import { schedulePause } from "../settings/pauses.ts";
import { insertScheduled, isBusy } from "./scheduledTask.ts";

/** What to do at the slots of one schedule. */
export interface Firing {
  name: string;
  /** The version for which it was decided. */
  version: number;
  nextMs: number | null;
  splayMs: number;
  slots: readonly { atMs: number; ifFree: SlotOutcome | null; ifBusy: SlotOutcome | null; taskId: string }[];
}

/** A task that a schedule has added. */
export interface FiredTask {
  id: string;
  type: string;
  ownerId: string | null;
  /** Milliseconds until it is due. */
  delayMs: number;
}

/** What a firing did. */
export interface FiringResult {
  /** Number of schedules that it has moved on. Other processes had the others. */
  schedules: number;
  tasks: FiredTask[];
}

// Concurrent processes take different schedules (SKIP LOCKED), and none waits. A schedule that another process has fired since it was
// read has another version: PostgreSQL checks the version of the locked row, so the snapshot of this statement, and with it
// what it knows about unfinished tasks, is never older than the latest firing. A backfill changes the version too.
const fire = (slots: StatementSlots): Statement => ({
  name: "fireSchedules",
  text: `WITH locked AS MATERIALIZED (
    SELECT s.name, s.type, s."ownerId", s.spec->'task' AS task, s.runs, (s.spec->'timing'->>'maxRuns')::int AS "maxRuns",
      g."nextMs", g."splayMs", g.slots
    FROM jsonb_to_recordset($1::jsonb) AS g(name text, version int, "nextMs" float8, "splayMs" int, slots jsonb)
    JOIN "QueueSchedule" s ON s.name = g.name AND s.version = g.version
    ORDER BY s.name FOR NO KEY UPDATE OF s SKIP LOCKED
  ), decided AS MATERIALIZED (
    SELECT l.name, l.type, l."ownerId", l.task, ${fromMs(`d."atMs"`)} AS slot, random() * l."splayMs" * interval '1 ms' AS splay,
      CASE WHEN l."isBusy" THEN d."ifBusy" ELSE d."ifFree" END AS outcome, d."taskId"
    FROM (SELECT k.*, ${isBusy("k.name")} AS "isBusy" FROM locked k) l
    CROSS JOIN LATERAL jsonb_to_recordset(l.slots) AS d("atMs" float8, "ifFree" text, "ifBusy" text, "taskId" text)
  ), ${insertScheduled("(SELECT d.* FROM decided d WHERE d.outcome = 'fired') x", slots)}, recorded AS (
    INSERT INTO "QueueScheduleSlot" (name, slot, outcome, "taskId", "at")
    SELECT d.name, d.slot, d.outcome, CASE WHEN d.outcome = 'fired' THEN d."taskId" END, statement_timestamp()
    FROM decided d WHERE d.outcome IS NOT NULL
  ), moved AS (
    UPDATE "QueueSchedule" s SET version = s.version + 1, runs = s.runs + f.fired, "updatedAt" = statement_timestamp(),
      "nextAt" = CASE WHEN f."maxRuns" IS NULL OR s.runs + f.fired < f."maxRuns" THEN ${fromMs(`f."nextMs"`)} END
    FROM (SELECT l.name, l."nextMs", l."maxRuns", (SELECT count(*) FROM decided d WHERE d.name = l.name AND d.outcome = 'fired')::int AS fired
      FROM locked l) f
    WHERE s.name = f.name
  ), resumed AS (
    DELETE FROM "QueueGate" p USING locked l WHERE p.type = ${schedulePause("l.name")}
  )
  SELECT c.locked, i.id, i.type, i."ownerId", coalesce(${toMs(`i."scheduledFor"`)} - ${toMs("statement_timestamp()")}, 0) AS "delayMs"
  FROM (SELECT count(*)::int AS locked FROM locked) c LEFT JOIN inserted i ON true`,
});

type FiredRow = { locked: number } & (FiredTask | { id: null });

const hasTask = (row: FiredRow): row is { locked: number } & FiredTask => row.id !== null;

/** Makes {@link fireSchedules} with these slots filled. */
export function createFireSchedules(slots: StatementSlots = {}) {
  const statement = fire(slots);
  return async (database: Database, firings: readonly Firing[]): Promise<FiringResult> => {
    const rows = await database.query<FiredRow>(statement, [JSON.stringify(firings)]);
    const tasks = rows.filter(hasTask).map(({ locked: _, ...task }) => task);
    return { schedules: rows[0]?.locked ?? 0, tasks };
  };
}

/**
 * Adds the tasks of the slots, records the slots, and moves the schedules on, all in one statement. Another process may have
 * fired some of them: nothing happens to these.
 */
export const fireSchedules = createFireSchedules();
