import type { Database, Statement } from "../database/database.ts";
import type { QueueStatus } from "../domain/types.ts";

/** A task whose outcome was recorded, with its new status. */
export interface SettledTask {
  id: string;
  status: QueueStatus;
}

const statement: Statement = {
  name: "readOwnSettlements",
  text: `SELECT t.id, t.status::text AS status FROM jsonb_to_recordset($1::jsonb) AS s(id text, token uuid)
  JOIN "QueueTask" t ON t.id = s.id AND t."settledToken" = s.token AND t."leaseToken" IS NULL`,
};

/** Returns those of the claims whose own outcome was recorded although the reply was lost. */
export function readOwnSettlements(
  database: Database,
  claims: readonly { id: string; token: string }[],
): Promise<SettledTask[]> {
  return database.query<SettledTask>(statement, [JSON.stringify(claims.map(({ id, token }) => ({ id, token })))]);
}
