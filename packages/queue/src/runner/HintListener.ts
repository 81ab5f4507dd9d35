import pg from "pg";
import { hintChannel } from "../sql/notify.ts";

const maxRetryMs = 30_000;

/**
 * Hears hints of other processes over a connection of its own. Without a connection string, or while the connection is
 * down, nothing is heard and polling does the work.
 */
export class HintListener {
  readonly #connectionString: string | undefined;
  readonly #listeners = new Set<(hint: string) => void>();
  #client: pg.Client | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #retryMs = 250;
  #isClosed = false;
  #isListening = false;

  constructor(connectionString: string | undefined) {
    this.#connectionString = connectionString;
  }

  /** Whether hints of other processes arrive just now. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Calls back with every hint; connects at the first call. Answers how to stop. */
  subscribe(listener: (hint: string) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#client && !this.#retryTimer) void this.#connect();
    return () => void this.#listeners.delete(listener);
  }

  /** Passes on a hint that arose in this process. */
  tell(hint: string): void {
    for (const listener of this.#listeners) listener(hint);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    this.#retryTimer = undefined;
    if (this.#connectionString === undefined || this.#isClosed) return;
    const client = new pg.Client({
      connectionString: this.#connectionString,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      application_name: "queue hints",
    });
    this.#client = client;
    client.on("error", () => {});
    client.on("end", () => this.#reconnect(client));
    client.on("notification", ({ payload }) => this.tell(payload ?? ""));
    try {
      await client.connect();
      await client.query(`LISTEN ${hintChannel}`);
      this.#retryMs = 250;
      this.#isListening = true;
      this.tell("ready"); // what was added while nobody listened
    } catch {
      client.end().catch(() => {});
      this.#reconnect(client);
    }
  }

  #reconnect(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#isListening = false;
    if (this.#isClosed) return;
    this.#retryTimer = setTimeout(() => void this.#connect(), this.#retryMs * (0.5 + Math.random())).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
  }
}
