import pg from "pg";

const clients = new Map<string, Promise<pg.Client>>();

/** Runs a statement on this process's connection to a database, which is opened once per database. */
export async function queryOnce<TRow>(url: string, text: string, values: unknown[] = []): Promise<TRow[]> {
  let opening = clients.get(url);
  if (!opening) {
    opening = connect(url);
    clients.set(url, opening);
  }
  return (await (await opening).query(text, values)).rows as TRow[];
}

/** Closes the connections of {@link queryOnce}: of one database, or of all. */
export async function closeQueries(url?: string): Promise<void> {
  for (const [key, opening] of clients) {
    if (url !== undefined && key !== url) continue;
    clients.delete(key);
    await (await opening).end().catch(() => {});
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "bench observer" });
  client.on("error", () => {});
  await client.connect();
  return client;
}
