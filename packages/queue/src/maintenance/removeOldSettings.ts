import type { Statement } from "../database/database.ts";
import { isTypePause } from "../settings/pauses.ts";
import type { Chore } from "./Chore.ts";
import { repeatBatches } from "./repeatBatches.ts";

/** Maximum number of rows that one statement removes. */
const batch = 1_000;

const pauses: Statement = {
  name: "removeEndedPauses",
  // The next slot of a schedule removes the schedule's pause: until then, the end of the pause is where its slots go on.
  text: `DELETE FROM "QueueGate" g WHERE g.type = ANY(ARRAY(
    SELECT o.type FROM "QueueGate" o WHERE o.until < statement_timestamp() - interval '1 minute' AND ${isTypePause("o.type")}
    LIMIT ${batch} FOR UPDATE SKIP LOCKED))
  RETURNING g.type`,
};

const releases: Statement = {
  name: "removeOldReleases",
  // A runner stays in its table for a day after its last heartbeat.
  text: `DELETE FROM "QueueRelease" r USING (
    SELECT o.release, o.declared FROM "QueueRelease" o WHERE o."appearedAt" < statement_timestamp() - interval '24 hours'
      AND NOT EXISTS (SELECT 1 FROM "QueueRunner" q WHERE q.release = o.release AND q.declared = o.declared)
    LIMIT ${batch} FOR UPDATE SKIP LOCKED) o
  WHERE r.release = o.release AND r.declared = o.declared RETURNING r.release`,
};

const slots: Statement = {
  name: "removeOldSlots",
  text: `DELETE FROM "QueueScheduleSlot" s USING (
    SELECT o.name, o.slot FROM "QueueScheduleSlot" o WHERE o.slot < statement_timestamp() - interval '2160 hours'
    ORDER BY o.slot LIMIT ${batch} FOR UPDATE SKIP LOCKED) o
  WHERE s.name = o.name AND s.slot = o.slot RETURNING s.name`,
};

const audit: Statement = {
  name: "removeOldAudit",
  // The oldest rows have the lowest ids, so the index of the primary key finds them.
  text: `DELETE FROM "QueueAudit" a WHERE a.id = ANY(ARRAY(
    SELECT o.id FROM (SELECT n.id, n.at FROM "QueueAudit" n ORDER BY n.id LIMIT ${batch}) o
    WHERE o.at < statement_timestamp() - interval '9600 hours'))
  RETURNING a.id::text AS id`,
};

/** Removes slots after 90 days, audit rows after 400 days, pauses that have ended, and releases without a runner. */
export const removeOldSettings: Chore = {
  doing: "remove old slots and audit rows",
  everyMs: 60_000,
  async run({ database }, isStopping) {
    for (const statement of [pauses, releases, slots, audit])
      await repeatBatches(database, statement, batch, isStopping);
  },
};
