import pg from "pg";
import type { Database } from "../../src/database/database.ts";

export interface ClientDatabase extends Database {
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  close(): Promise<void>;
}

/** Runs statements on one connection, in transactions that the test begins and ends, so that two transactions can meet. */
export async function openClientDatabase(url: string): Promise<ClientDatabase> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const run = async (text: string) => void (await client.query(text));
  return {
    query: async <TRow>({ text, toRow }: Parameters<Database["query"]>[0], parameters: readonly unknown[]) => {
      const values = [...parameters];
      if (!toRow) return (await client.query(text, values)).rows as TRow[];
      const { rows } = await client.query<unknown[]>({ text, values, rowMode: "array" });
      return rows.map(toRow) as TRow[];
    },
    begin: () => run("BEGIN"),
    commit: () => run("COMMIT"),
    rollback: () => run("ROLLBACK"),
    close: () => client.end(),
  };
}
