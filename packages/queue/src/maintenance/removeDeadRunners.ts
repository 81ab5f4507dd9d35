import type { Statement } from "../database/database.ts";
import type { Chore } from "./Chore.ts";
import { repeatBatches } from "./repeatBatches.ts";

/** Maximum number of runners that one statement removes. */
const batch = 1_000;

const statement: Statement = {
  name: "removeDeadRunners",
  text: `DELETE FROM "QueueRunner" r WHERE r.id = ANY(ARRAY(
    SELECT o.id FROM "QueueRunner" o WHERE o."heartbeatAt" < clock_timestamp() - interval '24 hours'
    LIMIT ${batch} FOR UPDATE SKIP LOCKED))
  RETURNING r.id`,
};

/** Removes runners without a report for a day. A runner that stops removes its own row; one whose process died does not. */
export const removeDeadRunners: Chore = {
  doing: "remove dead runners",
  everyMs: 600_000,
  run: ({ database }, isStopping) => repeatBatches(database, statement, batch, isStopping),
};
