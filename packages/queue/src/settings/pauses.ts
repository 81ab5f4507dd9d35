import { isPauseOn } from "../claiming/claimRules.ts";
import type { Database, Statement } from "../database/database.ts";
import { fromMs, toMs } from "../database/times.ts";
import type { Actor, ActorOptions } from "./actor.ts";
import { writeAudit } from "./audit.ts";

/** Options of a pause. All optional. */
export interface PauseOptions extends ActorOptions {
  /** When the pause ends by itself. Default: when it is resumed. */
  until?: Date | undefined;
}

/** A pause of a type or a schedule. */
export interface Pause {
  reason: string | null;
  actor: string | null;
  since: Date;
  /** When it ends by itself; null means when it is resumed. */
  until: Date | null;
}

/** A row of a pause. Times are milliseconds of the epoch. */
export interface PauseRow {
  reason: string | null;
  actor: string | null;
  sinceMs: number;
  untilMs: number | null;
}

/** SQL: the name of the pause of a schedule. Types contain no spaces. @param name - SQL */
export const schedulePause = (name: string): string => `'schedule ' || ${name}`;

/** SQL: whether a pause is one of a type. @param name - SQL: the name of the pause */
export const isTypePause = (name: string): string => `strpos(${name}, ' ') = 0`;

/** SQL: {@link PauseRow} of the pause `g` as JSON. */
export const pauseJson = `jsonb_build_object('reason', g.reason, 'actor', g.actor, 'sinceMs', ${toMs(`g."pausedAt"`)}, 'untilMs', ${toMs("g.until")})`;

/** SQL: the pause `$1` before and after a change. */
const before = `(SELECT ${pauseJson} FROM "QueueGate" g WHERE g.type = $1::text)`;

/** SQL: writes a pause. Parameters: reason, actor, end in milliseconds of the epoch. @param name - SQL: the name of the pause */
export const writePause = (
  { name, reason, actor, untilMs }: { name: string; reason: string; actor: string; untilMs: string },
  from: string,
): string => `INSERT INTO "QueueGate" AS g (type, reason, actor, until, "pausedAt")
    SELECT ${name}, ${reason}, ${actor}, ${fromMs(untilMs)}, clock_timestamp() FROM ${from}
    ON CONFLICT (type) DO UPDATE SET reason = excluded.reason, actor = excluded.actor, until = excluded.until, "pausedAt" = excluded."pausedAt"
    RETURNING g.type, g.reason, g.actor, g.until, g."pausedAt"`;

const pauseStatement: Statement = {
  name: "pauseType",
  text: `WITH g AS (${writePause({ name: "$1::text", reason: "$2::text", actor: "$3::text", untilMs: "$4::float8" }, "(SELECT 1) one")}),
  audit AS (${writeAudit({ actor: "$3::text", action: "'type.pause'", name: "$1::text", reason: "$2::text", before, after: pauseJson }, "g")})
  SELECT g.type FROM g`,
};

/** Stops all processes from starting tasks of a type. */
export async function pauseType(
  database: Database,
  type: string,
  { actor, reason }: Actor,
  untilMs: number | null,
): Promise<void> {
  await database.query(pauseStatement, [type, reason, actor, untilMs]);
}

const resumeStatement: Statement = {
  name: "resumeType",
  text: `WITH g AS (DELETE FROM "QueueGate" g WHERE g.type = $1::text RETURNING g.type, g.reason, g.actor, g.until, g."pausedAt"),
  audit AS (${writeAudit({ actor: "$3::text", action: "'type.resume'", name: "$1::text", reason: "$2::text", before: pauseJson, after: "NULL" }, "g")})
  SELECT ${isPauseOn} AS "wasOn" FROM g`,
};

/** Ends a pause. Returns whether the type was paused. */
export async function resumeType(database: Database, type: string, { actor, reason }: Actor): Promise<boolean> {
  const [pause] = await database.query<{ wasOn: boolean }>(resumeStatement, [type, reason, actor]);
  return pause?.wasOn ?? false;
}
