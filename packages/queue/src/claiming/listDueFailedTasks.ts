import type { Database, Statement } from "../database/database.ts";
import {
  hasAttemptsLeft,
  hasFailedOrWasRefused,
  inClaimOrder,
  isDue,
  isInQuarantine,
  isInTime,
  isOpenType,
  isWaiting,
} from "./claimRules.ts";

export interface DueFailedTask {
  id: string;
  type: string;
  isQuarantined: boolean;
}

const statement: Statement = {
  name: "listDueFailedTasks",
  text: `SELECT t.id, t.type, ${isInQuarantine} AS "isQuarantined" FROM "QueueTask" t
  WHERE t.type = ANY(ARRAY(SELECT jsonb_array_elements_text($1::jsonb))) AND ${isWaiting} AND ${hasFailedOrWasRefused}
    AND ${isDue} AND ${hasAttemptsLeft} AND ${isInTime}
    AND ${isOpenType("t.type")}
  ORDER BY ${inClaimOrder} LIMIT $2::int`,
};

/** Lists tasks of these types that failed, or that a process has refused, and that are due again; in claim order. */
export function listDueFailedTasks(
  database: Database,
  types: readonly string[],
  limit: number,
): Promise<DueFailedTask[]> {
  return database.query<DueFailedTask>(statement, [JSON.stringify(types), limit]);
}
