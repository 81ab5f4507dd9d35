import type { Database, Statement } from "../database/database.ts";

/** Milliseconds until a provider is available; 0 if it is. */
export interface ProviderWait {
  name: string;
  waitMs: number;
}

const statement: Statement = {
  name: "readProviderWaits",
  text: `SELECT n.name, coalesce(greatest(extract(epoch FROM p."coolDownUntil" - clock_timestamp()) * 1000, 0), 0)::float8 AS "waitMs"
  FROM jsonb_array_elements_text($1::jsonb) WITH ORDINALITY AS n(name, place) LEFT JOIN "QueueProvider" p ON p.name = n.name ORDER BY n.place`,
};

/** Reads the waits of these providers, in the order given. */
export function readProviderWaits(database: Database, names: readonly string[]): Promise<ProviderWait[]> {
  return database.query<ProviderWait>(statement, [JSON.stringify(names)]);
}
