import { isPauseOn } from "../claiming/claimRules.ts";
import type { Database, Statement } from "../database/database.ts";
import { fromMs, toMs } from "../database/times.ts";
import type { SchedulePolicies, SlotOutcome } from "../domain/schedules.ts";
import { isLiveRelease } from "../settings/liveRunner.ts";
import { type PauseRow, pauseJson, schedulePause } from "../settings/pauses.ts";

/** The options of the tasks of a schedule. */
export interface StoredTask extends Record<string, unknown> {
  referenceId: string | null;
  referenceType: string | null;
}

/** A row of a schedule. Times are milliseconds of the epoch. */
export interface ScheduleRow {
  name: string;
  type: string;
  policies: SchedulePolicies;
  data: unknown;
  /** The task that it adds, without its data. */
  task: StoredTask;
  ownerId: string | null;
  release: string | null;
  nextAtMs: number | null;
  runs: number;
  version: number;
  createdAtMs: number;
  updatedAtMs: number;
  pause: PauseRow | null;
  /** Whether live code declares it. */
  isDeclared: boolean;
  lastSlot: { atMs: number; outcome: SlotOutcome; taskId: string | null } | null;
  unfinished: number;
  /** The database's time. */
  nowMs: number;
}

/** SQL: whether a live release declares schedule `s`. */
const isDeclared = `s.release IS NOT NULL AND EXISTS (SELECT 1 FROM "QueueRelease" r WHERE r.declarations->'schedules' ? s.name
      AND ${isLiveRelease})`;

/** SQL: the columns of {@link ScheduleRow}, from a table with the alias `s`. */
const columns = `s.name, s.type, s.spec - 'task' AS policies, s.spec->'task'->'data' AS data, (s.spec->'task') - 'data' AS task,
    s."ownerId", s.release, ${toMs(`s."nextAt"`)} AS "nextAtMs", s.runs, s.version, ${toMs(`s."createdAt"`)} AS "createdAtMs",
    ${toMs(`s."updatedAt"`)} AS "updatedAtMs", ${isDeclared} AS "isDeclared",
    (SELECT ${pauseJson} FROM "QueueGate" g WHERE g.type = ${schedulePause("s.name")} AND ${isPauseOn}) AS pause,
    (SELECT jsonb_build_object('atMs', ${toMs("l.slot")}, 'outcome', l.outcome, 'taskId', l."taskId") FROM "QueueScheduleSlot" l
      WHERE l.name = s.name ORDER BY l.slot DESC LIMIT 1) AS "lastSlot",
    (SELECT count(*) FROM "QueueTask" t WHERE t."scheduleName" = s.name AND t."scheduleName" IS NOT NULL AND t."finishedAt" IS NULL)::int AS unfinished,
    ${toMs("statement_timestamp()")} AS "nowMs"`;

const byName: Statement = {
  name: "readSchedule",
  text: `SELECT ${columns} FROM "QueueSchedule" s WHERE s.name = $1::text`,
};

/** Returns a schedule; undefined if there is none with this name. */
export async function readSchedule(database: Database, name: string): Promise<ScheduleRow | undefined> {
  return (await database.query<ScheduleRow>(byName, [name]))[0];
}

const inOrder: Statement = {
  name: "listSchedules",
  text: `SELECT ${columns} FROM "QueueSchedule" s WHERE s.name > $1::text ORDER BY s.name LIMIT $2::int`,
};

/** Returns the schedules after a name, in the order of their names. */
export function listSchedules(database: Database, after: string, limit: number): Promise<ScheduleRow[]> {
  return database.query<ScheduleRow>(inOrder, [after, limit]);
}

/** A slot that is over. Times are milliseconds of the epoch. */
export interface SlotRow {
  slotMs: number;
  outcome: SlotOutcome;
  taskId: string | null;
  atMs: number;
}

const slots: Statement = {
  name: "listScheduleSlots",
  text: `SELECT ${toMs("l.slot")} AS "slotMs", l.outcome, l."taskId", ${toMs("l.at")} AS "atMs" FROM "QueueScheduleSlot" l
  WHERE l.name = $1::text AND ($2::float8 IS NULL OR l.slot < ${fromMs("$2::float8")})
  ORDER BY l.slot DESC LIMIT $3::int`,
};

/** Returns the slots of a schedule before a time, newest first. */
export function listScheduleSlots(
  database: Database,
  name: string,
  beforeMs: number | null,
  limit: number,
): Promise<SlotRow[]> {
  return database.query<SlotRow>(slots, [name, beforeMs, limit]);
}

const now: Statement = { name: "readNow", text: `SELECT ${toMs("statement_timestamp()")} AS "nowMs"` };

/** Returns the database's time in milliseconds of the epoch. */
export async function readNowMs(database: Database): Promise<number> {
  return (await database.query<{ nowMs: number }>(now, []))[0]?.nowMs ?? Date.now();
}
