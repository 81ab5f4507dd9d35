import type { Database, Statement } from "../database/database.ts";

/** Identifies a claim. */
export interface ClaimKey {
  id: string;
  token: string;
}

const statement: Statement = {
  name: "findLockedClaims",
  text: `WITH mine AS MATERIALIZED (
    SELECT t.id, c.token FROM jsonb_to_recordset($1::jsonb) AS c(id text, token uuid)
    JOIN "QueueTask" t ON t.id = c.id AND t."leaseToken" = c.token
  ), free AS MATERIALIZED (
    SELECT t.id FROM "QueueTask" t JOIN mine m ON m.id = t.id FOR NO KEY UPDATE OF t SKIP LOCKED
  )
  SELECT m.id, m.token::text AS token FROM mine m WHERE NOT EXISTS (SELECT 1 FROM free f WHERE f.id = m.id)`,
};

/** Returns those of the claims that are still held but whose rows another transaction has locked, so that a write would wait. */
export function findLockedClaims(database: Database, claims: readonly ClaimKey[]): Promise<ClaimKey[]> {
  return database.query<ClaimKey>(statement, [JSON.stringify(claims.map(({ id, token }) => ({ id, token })))]);
}
