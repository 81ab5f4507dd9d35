import pg from "pg";

/** Milliseconds after which a lost connection is given up. */
const timeoutMs = 15_000;

/**
 * Runs statements of the application in one transaction, on a connection of its own.
 * @param isKept - false rolls it back in the end
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
  // The next statement fails as well, which is where it is reported.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("BEGIN");
    await work(client);
    await client.query(isKept ? "COMMIT" : "ROLLBACK");
  } finally {
    // Ends the session also when it is lost, and with it what is open. A lost one may not answer.
    client.end().catch(() => {});
  }
}
