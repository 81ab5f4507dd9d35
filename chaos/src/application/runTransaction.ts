import pg from "pg";

/** Milliseconds after which a connection counts as lost. */
const timeoutMs = 15_000;

/**
 * Runs statements of the application in one transaction, on its own connection.
 * @param isKept - false rolls it back
 */
export async function runTransaction(
  url: string,
  work: (client: pg.Client) => Promise<void>,
  isKept = true,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "chaos application",
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  // The next statement fails too and reports the error.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("BEGIN");
    await work(client);
    await client.query(isKept ? "COMMIT" : "ROLLBACK");
  } finally {
    // Not awaited, because a lost connection may never respond.
    client.end().catch(() => {});
  }
}
