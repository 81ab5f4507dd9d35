import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** The name of the sessions that no fault strikes. */
const ownName = "chaos control";

/** A connection that does not go through the proxy, and is reopened when it is lost. */
export class Control {
  readonly #readUrl: () => string;
  #client: pg.Client | undefined;
  #connection: Promise<pg.Client> | undefined;

  constructor(readUrl: () => string) {
    this.#readUrl = readUrl;
  }

  /** Returns the connection. Waits at most 30 s until the server accepts one. */
  connect(): Promise<pg.Client> {
    this.#connection ??= this.#open();
    return this.#connection;
  }

  async #open(): Promise<pg.Client> {
    for (let round = 1; ; round++) {
      const client = new pg.Client({ connectionString: this.#readUrl(), application_name: ownName });
      client.on("error", () => {});
      client.on("end", () => {
        if (this.#client === client) this.#connection = undefined;
      });
      try {
        await client.connect();
        await client.query("SET default_transaction_read_only = off");
        this.#client = client;
        return client;
      } catch (error) {
        client.end().catch(() => {});
        if (round >= 150) {
          this.#connection = undefined;
          throw error;
        }
        await sleep(200);
      }
    }
  }

  async query<TRow extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<TRow[]> {
    const client = await this.connect();
    return (await client.query<TRow>(text, values)).rows;
  }

  /** Ends each session of other clients with this probability. */
  async terminate(probability: number): Promise<void> {
    await this.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> $1 AND random() < $2`,
      [ownName, probability],
    );
  }

  /** Makes all new sessions read-only, as after a failover to a standby, or read-write, and ends the existing ones. */
  async setReadOnly(isReadOnly: boolean): Promise<void> {
    const [row] = await this.query<{ name: string }>("SELECT current_database() AS name");
    await this.query(
      `ALTER DATABASE "${row?.name}" ${isReadOnly ? "SET default_transaction_read_only = on" : "RESET default_transaction_read_only"}`,
    );
    await this.terminate(1);
  }

  async close(): Promise<void> {
    const client = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    await client?.end().catch(() => {});
  }
}
