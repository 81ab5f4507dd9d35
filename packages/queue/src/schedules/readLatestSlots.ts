import type { Database, Statement } from "../database/database.ts";
import { toMs } from "../database/times.ts";
import type { SlotRow } from "./readSchedules.ts";

const statement: Statement = {
  name: "readLatestSlots",
  // For each name, reads the end of the primary key (name, slot).
  text: `SELECT n.name, e.* FROM unnest($1::text[]) AS n(name) CROSS JOIN LATERAL (
    SELECT ${toMs("l.slot")} AS "slotMs", l.outcome, l."taskId", ${toMs("l.at")} AS "atMs" FROM "QueueScheduleSlot" l
    WHERE l.name = n.name ORDER BY l.slot DESC LIMIT $2::int) e
  ORDER BY n.name, e."slotMs" DESC`,
};

/** Returns the latest slots of each of some schedules, newest first. */
export function readLatestSlots(
  database: Database,
  names: readonly string[],
  count: number,
): Promise<(SlotRow & { name: string })[]> {
  return database.query(statement, [names, count]);
}
